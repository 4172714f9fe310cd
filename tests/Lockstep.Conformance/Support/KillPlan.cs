using Lockstep.FaultyHost;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Support;

/// <summary>
/// Where processes die, situation by situation: the tests take their points from here, and <c>Crashes/kills.txt</c> is the approved list.
/// <c>./test --long</c> tries all of them. <c>./test --full</c> tries all about a statement and, of the points with a name, each passing on
/// one of the stores at least; each other run tries every fourth.
/// </summary>
internal sealed record KillPlan
{
    /// <summary>What is wrapped by the new master key.</summary>
    public const string Wraps = "insert into data_key_wraps";

    private const int SampleOf = 4;
    private const string Reserves = "insert into open_reservations";
    private const string Places = "insert into reservations (operation_id, order_id, at)";
    private const string Steps = "insert into stock_tasks";
    private const string Moves = "insert into stock_movements";
    private const string Voids = "insert into reservations (operation_id, at)";
    private const string Settles = "delete from open_reservations";
    private const string HandsOut = "insert into order_leases";
    private const string Ends = "delete from order_leases";
    private const string Stores = "insert into webhooks";
    private const string Finishes = "update webhooks set state = $2";
    private const string Takes = "delete from webhook_failures where webhook_id = $1";
    private const string Begins = "insert into incoming_mails";
    private const string Decides = "update incoming_mails set state = $2, reason = $3, filed = 0";
    private const string Files = "update incoming_mails set filed = 1 where state not in";
    private const string Notes = "insert into outgoing_mails";
    private const string MarksSent = "update outgoing_mails set state = $2";
    private const string Tells = "update tickets set";
    private const string DataKeys = "insert into data_keys";
    private const string Reseals = "update signing_keys set private_key";
    private const string SigningKeys = "insert into signing_keys";
    private const string Registers = "insert into registrations";
    private const string MakesCustomers = "insert into customers";
    private const string Links = "update registrations set state";
    private const string Facts = "insert into order_facts ";
    private const string BeginsEdition = "update editions set last";
    private const string Pages = "update rebuilds set kind";
    private const string Switches = "update editions set current";
    private const string Cleans = "delete from order_facts";
    private const string MarksRun = "update schedule_runs set state = 'done'";
    private const string NotesRun = "insert into schedule_runs";
    private const string StoresCall = "insert into incoming_hooks";
    private const string EndsCall = "update incoming_hooks set state = 'done'";
    private const string ReadsPage = "update backfills set cursor = $2";
    private const string BeginsBackfill = "insert into backfills";
    private const string AsksForRun = "insert into flow_runs";
    private const string EndsRun = "update flow_runs set state = 'done'";

    private const string PutsBack = "update replays set last_id";
    private const string Drops = "delete from data_key_wraps";
    private const string MergesPair = "insert into customer_merges";
    private const string Follows = "insert into merge_moves";
    private const string SettlesMerge = "update customer_merges set state = $3";
    private const string UndoesMerge = "update customer_merges set state = $2";
    private const string OpensCreate = "insert into open_creates";
    private const string LinksPair = "insert into pair_links";
    private const string Agrees = "update pair_links set left_id";

    private const string PausesFlow = "update flows set paused_at = $2";
    private const string AddsVersion = "insert into flow_versions";
    private const string GoesBack = "delete from merge_moves where merge_id";

    /// <summary>Steps that SQLite does not have: there an event gets its position in the commit of its change.</summary>
    private static readonly KillPoint[] OnServersOnly =
    [
        KillPoint.BeforeNumberCommit, KillPoint.OnNumberCommit, KillPoint.AfterNumberCommit,
    ];

    /// <summary>The arrows from the event to its entry in the audit log, and from the entry to its seal.</summary>
    private static readonly KillPoint[] Arrows =
    [
        KillPoint.OnCrmCommit, KillPoint.OnNumberCommit, KillPoint.AfterPublish, KillPoint.BeforeBookmarkCommit,
        KillPoint.BeforeAuditCommit, KillPoint.OnAuditCommit, KillPoint.AfterAuditCommit, KillPoint.BeforeSealCommit,
        KillPoint.OnSealCommit, KillPoint.AfterSealCommit,
    ];

    /// <summary>Each step; at its third passing, and in more thorough runs at the first and the twentieth too.</summary>
    public static KillPlan BetweenTwoSteps { get; } = new()
    {
        Situation = "between two steps", Points = Enum.GetValues<KillPoint>(), Always = [3], Full = [1, 20],
    };

    public static KillPlan BeforeTheAuditLog { get; } = new()
    {
        Situation = "before the audit log", Points = Arrows, Always = [5], Full = [1, 30],
    };

    public static KillPlan BetweenOrderAndStock { get; } = Of(
        "between an order and its stock",
        $"Before:3:{Reserves}", $"On:3:{Reserves}", $"After:7:{Reserves}", $"Before:3:{Places}", $"On:3:{Places}", $"After:7:{Places}",
        $"Before:3:{Steps}", $"On:3:{Steps}", $"After:7:{Steps}", $"Before:20:{Moves}", $"On:21:{Moves}", $"After:22:{Moves}");

    /// <summary>After a death at <see cref="LeavesAReservation"/>.</summary>
    public static KillPlan WhileAReservationIsGivenBack { get; } = Of(
        "while a reservation is given back",
        $"Before:1:{Voids}", $"On:1:{Voids}", $"After:1:{Voids}", $"Before:1:{Settles}", $"On:1:{Settles}", $"After:1:{Settles}");

    public static KillPlan BetweenPullAndAck { get; } = Of(
        "between a pull and its ack", $"On:5:{HandsOut}", $"After:9:{HandsOut}", $"Before:5:{Ends}", $"On:5:{Ends}");

    public static KillPlan AfterAWebhookIsStored { get; } = Of(
        "after a webhook is stored", $"On:3:{Stores}", $"Before:3:{Finishes}", $"On:3:{Finishes}", $"After:3:{Finishes}");

    public static KillPlan BeforeAWebhookIsStored { get; } = Of("before a webhook is stored", $"Before:3:{Stores}");

    public static KillPlan BetweenUserAndCustomer { get; } = Of(
        "between a user and its customer",
        $"On:2:{Registers}", $"After:2:{Registers}", $"Before:2:{MakesCustomers}", $"On:2:{MakesCustomers}", $"After:2:{MakesCustomers}",
        $"Before:2:{Links}", $"On:2:{Links}", $"After:2:{Links}");

    /// <summary>The statement stands in the commit that notes down that a receiver took an event, and nowhere else.</summary>
    public static KillPlan BetweenSendAndMark { get; } = Of(
        "between an event's send and its mark", $"Before:3:{Takes}", $"On:3:{Takes}", $"After:3:{Takes}", $"Before:1:{Takes}",
            $"On:7:{Takes}");

    public static KillPlan BetweenMailAndTicket { get; } = Of(
        "between a mail and its ticket",
        $"On:2:{Decides}", $"Before:2:{Begins}", $"On:2:{Begins}", $"Before:2:{Decides}", $"After:2:{Decides}", $"Before:2:{Files}",
        $"On:2:{Files}");

    public static KillPlan BetweenCommentAndMail { get; } = Of(
        "between a comment and its mail",
        $"Before:2:{MarksSent}", $"Before:2:{Notes}", $"On:2:{Notes}", $"After:2:{Notes}", $"On:2:{MarksSent}", $"After:2:{MarksSent}");

    /// <summary>Nothing else changes a ticket there.</summary>
    public static KillPlan WhileLatenessIsTold { get; } = Of("while lateness is told", $"On:3:{Tells}", $"Before:3:{Tells}",
        $"After:7:{Tells}");

    public static KillPlan WhileDataKeysAreRotated { get; } = Of(
        "while data keys are rotated",
        $"Before:1:{DataKeys}", $"On:1:{DataKeys}", $"After:2:{DataKeys}", $"Before:1:{Reseals}", $"On:1:{Reseals}", $"After:1:{Reseals}");

    public static KillPlan WhileASigningKeyIsMade { get; } = Of(
        "while a signing key is made", $"Before:1:{SigningKeys}", $"On:1:{SigningKeys}", $"After:1:{SigningKeys}");

    public static KillPlan WhileKeysAreRevoked { get; } = Of("while keys are revoked", $"Before:1:{SigningKeys}", $"On:1:{SigningKeys}");

    /// <summary>
    /// (1) is before the first wrap, (2) among the wraps, (3) before the first drop, (4) among the drops; the numbers are
    /// those of the code.
    /// </summary>
    public static KillPlan WhileTheMasterKeyChanges { get; } = Of(
        "while the master key changes",
        $"Before:1:{Wraps}", $"On:1:{Wraps}", $"After:2:{Wraps}", $"Before:1:{Drops}", $"On:1:{Drops}", $"After:2:{Drops}");

    public static KillPlan WhileACustomerIsMerged { get; } = Of(
        "while a customer is merged",
        $"On:2:{Follows}", $"Before:2:{MergesPair}", $"On:2:{MergesPair}", $"After:2:{MergesPair}",
        $"After:1:{SettlesMerge}", $"Before:3:{Follows}", $"After:3:{Follows}", $"On:2:{SettlesMerge}",
        $"On:2:{GoesBack}", $"On:1:{UndoesMerge}", $"After:1:{UndoesMerge}", $"Before:1:{GoesBack}", $"After:2:{GoesBack}");

    public static KillPlan WhileAFlowIsPaused { get; } = Of(
        "while a flow is paused", $"On:1:{PausesFlow}", $"Before:1:{PausesFlow}", $"After:1:{PausesFlow}");

    public static KillPlan WhileAFlowIsApplied { get; } = Of(
        "while a flow is applied", $"On:1:{AddsVersion}", $"Before:1:{AddsVersion}", $"After:1:{AddsVersion}");

    public static KillPlan WhileAFileIsTaken { get; } = Of(
        "while a file of a flow is taken", $"On:1:{AddsVersion}", $"Before:1:{AddsVersion}", $"After:1:{AddsVersion}");

    /// <summary>Between an event and its figures, and while reports are built anew.</summary>
    public static KillPlan BetweenEventAndReports { get; } =
        Of(
            "between an event and its reports", $"Before:5:{Facts}", $"On:7:{Facts}", $"After:9:{Facts}", $"Before:1:{BeginsEdition}",
            $"On:1:{BeginsEdition}", $"After:1:{BeginsEdition}", $"Before:2:{Pages}", $"On:2:{Pages}", $"On:1:{Switches}",
            $"Before:1:{Switches}", $"After:1:{Switches}", $"On:1:{Cleans}");

    /// <summary>Between a report that was due, its file and mail, and the mark that they have arrived.</summary>
    public static KillPlan BetweenReportAndMark { get; } =
        Of(
            "between a report and its mark", $"Before:1:{MarksRun}", $"On:1:{MarksRun}", $"After:1:{MarksRun}", $"Before:1:{NotesRun}",
            $"On:1:{NotesRun}", $"After:1:{NotesRun}");

    /// <summary>Between a call that an outside system made, its deliveries, and the mark that it is worked through.</summary>
    public static KillPlan BetweenCallAndDelivery { get; } = Of(
        "between a call and its delivery",
        $"On:2:{StoresCall}", $"Before:2:{StoresCall}", $"After:2:{StoresCall}", $"Before:2:{EndsCall}", $"On:2:{EndsCall}",
        $"After:1:{EndsCall}");

    /// <summary>The same of a side of a flow that goes both ways: looks and the mark are one commit.</summary>
    public static KillPlan BetweenCallAndLook { get; } = Of(
        "between a call and its look", $"On:2:{EndsCall}", $"Before:2:{EndsCall}", $"After:1:{EndsCall}", $"After:2:{StoresCall}");

    public static KillPlan WhileAFlowIsBackfilled { get; } = Of(
        "while a flow is backfilled",
        $"On:2:{ReadsPage}", $"Before:2:{ReadsPage}", $"After:1:{ReadsPage}", $"Before:3:{ReadsPage}", $"On:3:{ReadsPage}",
        $"After:1:{BeginsBackfill}");

    /// <summary>Between a run that somebody asked for, its round, and the mark that it is done.</summary>
    public static KillPlan BetweenRunAndMark { get; } = Of(
        "between a run and its mark",
        $"Before:1:{EndsRun}", $"On:1:{EndsRun}", $"After:1:{EndsRun}", $"Before:1:{AsksForRun}", $"On:1:{AsksForRun}");

    /// <summary>
    /// Between the records of two systems and what is noted down of them: after a create and after writes comes their commit.
    /// </summary>
    public static KillPlan BetweenTwoSides { get; } = Of(
        "between two sides",
        $"Before:2:{LinksPair}", $"Before:2:{Agrees}", $"On:2:{OpensCreate}", $"After:3:{LinksPair}", $"On:3:{LinksPair}",
        $"Before:2:{OpensCreate}",
        $"On:3:{Agrees}", $"After:2:{OpensCreate}", $"After:3:{Agrees}", $"Before:5:{Agrees}");

    /// <summary>In the commit that makes deliveries of dead letters again, and nowhere else.</summary>
    public static KillPlan WhileDeadLettersAreReplayed { get; } = Of(
        "while dead letters are replayed", $"On:2:{PutsBack}", $"Before:2:{PutsBack}", $"After:2:{PutsBack}", $"On:1:{PutsBack}");

    public static IReadOnlyList<KillPlan> All =>
    [
        BetweenEventAndReports, BetweenReportAndMark,
        BetweenTwoSteps, BeforeTheAuditLog, BetweenOrderAndStock, WhileAReservationIsGivenBack, BetweenPullAndAck,
        AfterAWebhookIsStored, BeforeAWebhookIsStored, BetweenUserAndCustomer, BetweenSendAndMark, BetweenMailAndTicket,
        BetweenCommentAndMail, WhileLatenessIsTold,
        WhileDataKeysAreRotated, WhileASigningKeyIsMade, WhileKeysAreRevoked, WhileTheMasterKeyChanges,
        WhileACustomerIsMerged, BetweenCallAndDelivery, BetweenCallAndLook, WhileAFlowIsBackfilled, BetweenRunAndMark, BetweenTwoSides,
        WhileAFlowIsPaused, WhileAFlowIsApplied, WhileAFileIsTaken,
        WhileDeadLettersAreReplayed,
    ];

    public static string LeavesAReservation => $"On:5:{Reserves}";

    public required string Situation { get; init; }

    /// <summary>Points with a name, each tried at each of the passings.</summary>
    public IReadOnlyList<KillPoint> Points { get; private init; } = [];

    /// <summary>Points about a statement, with their passing, that this run tries.</summary>
    public IReadOnlyList<string> Statements => StatementsOf(TestRun.Kind);

    /// <summary>All points about a statement.</summary>
    private IReadOnlyList<string> AllStatements { get; init; } = [];

    /// <summary>The passings of every run.</summary>
    public IReadOnlyList<int> Always { get; private init; } = [];

    /// <summary>The passings that more thorough runs add.</summary>
    public IReadOnlyList<int> Full { get; private init; } = [];

    /// <summary>The passings of this run, as the rows of a theory.</summary>
    public TheoryData<int> Passings => [.. PassingsOf(TestRun.Kind)];

    /// <summary>The statements on each store, as the rows of a theory.</summary>
    public TheoryData<StoreKind, string> OnEachStore
    {
        get
        {
            var rows = new TheoryData<StoreKind, string>();
            foreach (var (store, fuse) in from store in Enum.GetValues<StoreKind>() from fuse in Statements select (store, fuse))
            {
                rows.Add(store, fuse);
            }

            return rows;
        }
    }

    /// <summary>What this run tries on a store of the points, at one passing.</summary>
    public IReadOnlyList<string> On(StoreKind store, int passing) => PointsOn(store, passing, TestRun.Kind);

    /// <summary>All that a run tries on a store.</summary>
    public IEnumerable<string> On(StoreKind store, Thoroughness run) =>
        PassingsOf(run).SelectMany(passing => PointsOn(store, passing, run)).Concat(StatementsOf(run));

    private static KillPlan Of(string situation, params string[] statements) => new() { Situation = situation, AllStatements = statements };

    private static IReadOnlyList<T> Sample<T>(IEnumerable<T> all, Thoroughness run) =>
        [.. all.Where((_, index) => run is not Thoroughness.Quick || index % SampleOf == 0)];

    private IReadOnlyList<string> PointsOn(StoreKind store, int passing, Thoroughness run) => Sample(
        from point in Points
        where store is not StoreKind.Sqlite || !OnServersOnly.Contains(point)
        where run is not Thoroughness.Full || Always.Contains(passing) || IsItsTurn(point, store)
        select $"{point}:{passing}", run);

    /// <summary>The passings that a full run adds are shared between the stores; what only servers have is no store's but theirs.</summary>
    private bool IsItsTurn(KillPoint point, StoreKind store) => OnServersOnly.Contains(point)
        || Points.Except(OnServersOnly).ToList().IndexOf(point) % 2 == (store is StoreKind.Sqlite ? 0 : 1);

    private IReadOnlyList<string> StatementsOf(Thoroughness run) => Sample(AllStatements, run);

    private IEnumerable<int> PassingsOf(Thoroughness run) => run is Thoroughness.Quick ? Always : Always.Concat(Full);
}
