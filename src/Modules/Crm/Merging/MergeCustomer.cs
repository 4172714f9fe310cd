using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Lockstep.Crm.Merging;

/// <summary>POST /customers/{id}/merge: one customer of two</summary>
internal static class MergeCustomer
{
    private const string KeyField = "externalId";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>The members that can be taken from the one that is gone; the source goes with its id.</summary>
    private static readonly string[] Members =
        [.. CustomerRecord.Table.Fields.Select(static field => field.Member).Where(static name =>
            name is not "source").Distinct(StringComparer.Ordinal)];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/merge",
            (long id, MergeInput input, Work work, CustomerMergeWriter customers, CrmDatabase database,
                IOptions<RetentionOptions> options) =>
                RunAsync(id, input, work, customers, database, options.Value.Merges).ToHttpAsync())
        .Needs(Permissions.CustomersMerge)
        .Describe(
            "Make one customer of two; orders, packages, tickets, users, notes and files follow, and it can be undone for a while",
            Body.Json("""{ "into": 7, "take": ["email", "phone"], "version": 3 }"""),
            Response.Of<MergeView>(200), Response.Error(400, 404, 409, 410, 412, 422));

    public static Task<Answer> RunAsync(
        long id, MergeInput input, Work work, CustomerMergeWriter customers, CrmDatabase database, TimeSpan undoFor) =>
        Refuse(id, input) is { } refusal ? Task.FromResult<Answer>(refusal) : work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, MergeJson.Wire.MergeInput),
            transaction => WriteAsync(transaction, id, input, work, customers, database, undoFor));

    private static async ValueTask<Answer> WriteAsync(
        ITransaction transaction, long id, MergeInput input, Work work, CustomerMergeWriter customers, CrmDatabase database,
            TimeSpan undoFor)
    {
        var (loserId, survivorId) = input.Into is { } into ? (id, into) : (input.From!.Value, id);

        // In the order of their ids, or two merges of the same two would wait for each other.
        await CustomerRecord.Table.HoldAsync(transaction, [loserId, survivorId]);
        var loser = await CustomerRecord.Table.FindForUpdateAsync(transaction, loserId);
        var survivor = await CustomerRecord.Table.FindForUpdateAsync(transaction, survivorId);
        if (loser is null || survivor is null)
        {
            return await CustomerRecord.Table.GoneAsync(transaction, loser is null ? loserId : survivorId, work);
        }

        var (named, other) = input.Into is null ? (survivor, loser) : (loser, survivor);
        if ((work.RefuseStale(named.Version) ?? RefuseStale(other, input.Version)) is { } stale)
        {
            return stale;
        }

        var said = Join(survivor, loser, input.Take ?? []);
        if ((await RefuseOpenAsync(transaction, loserId) ?? CustomerWriter.Refuse(said)) is { } refusal)
        {
            return refusal;
        }

        var pair = await customers.MergeAsync(transaction, work, survivor, loser, said);
        var now = database.Clock.GetUtcNow();
        var merge = await MergeTable.InsertAsync(transaction, pair, work.Actor, now);
        transaction.OnCommitted(() => database.Store.Signals.Ring(MergeFollower.Topic));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(merge.ToView([], undoFor, now), MergeJson.Wire.MergeView));
    }

    /// <summary>What still follows into a customer would be late for a customer that is gone.</summary>
    private static async ValueTask<Refusal?> RefuseOpenAsync(ITransaction transaction, long loser) =>
        await CustomerRecord.IsFollowedAsync(transaction, loser) || await MergeTable.FindOpenForUpdateAsync(transaction, loser) is not null
            ? new Refusal(
                RefusalCode.Conflict,
                $"Customer {loser} is part of another merge whose records are still on their way (/api/customers/{loser}/merge); "
                + "wait until that is done.",
                RetryAfter: Soon)
            : null;

    private static Refusal? Refuse(long id, MergeInput input)
    {
        var errors = new Errors();
        var other = input.Into ?? input.From;
        if (other is null || input is { Into: not null, From: not null })
        {
            errors.Add("into", "Give either into, the customer that is left, or from, the customer that is gone.");
        }
        else if (other == id)
        {
            errors.Add(input.Into is null ? "from" : "into", "Must be another customer.");
        }

        foreach (var name in (input.Take ?? []).Where(static name => !Members.Contains(name, StringComparer.Ordinal)))
        {
            errors.Add("take", $"There is no field {name ?? "null"}; {Nearest.Hint(name ?? "", Members)}");
        }

        return errors.ToRefusal();
    }

    private static Refusal? RefuseStale(Customer customer, long? version) => version is { } expected && expected != customer.Version
        ? new Refusal(
            RefusalCode.Stale,
            string.Create(CultureInfo.InvariantCulture,
                $"Customer {customer.Id} is at version {customer.Version} by now; read it again and repeat the merge on that."),
            "version", string.Create(CultureInfo.InvariantCulture, $"Is {customer.Version} by now."))
        : null;

    /// <summary>
    /// What is said of the one that is left. An external id and its source are one value; an address that the other one only claims is
    /// taken when somebody says so, who vouches for it, and else not.
    /// </summary>
    private static CustomerInput Join(Customer survivor, Customer loser, IReadOnlyList<string?> take)
    {
        var named = take.OfType<string>().ToList();
        var said = CustomerRecord.Table.Filled(survivor, loser, named);
        var holder = loser.ExternalId is not null && (survivor.ExternalId is null || named.Contains(KeyField, StringComparer.Ordinal))
            ? loser : survivor;
        var email = loser.EmailUnconfirmed is true && !named.Contains("email", StringComparer.Ordinal) ? survivor.Email : said.Email;
        return said with { ExternalId = holder.ExternalId, Source = holder.Source, Email = email };
    }
}
