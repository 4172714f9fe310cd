using Lockstep.Connectors.Sdk;

namespace Lockstep.Conformance.Support;

/// <summary>One write as the shop saw it.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Version">The customer's version.</param>
/// <param name="Name">The customer's name.</param>
/// <param name="Attempt">1 for the first time that the shop sees this version of this customer.</param>
/// <param name="At">When, on the monotonic clock.</param>
internal sealed record Visit(long Customer, long Version, string Name, int Attempt, long At);

/// <summary>An outside system that remembers every write, and answers as the test says.</summary>
internal sealed class Shop(bool repeatsSafely = true) : ISystem
{
    private readonly List<Visit> _visits = [];
    private readonly Lock _gate = new();

    public string Name => "shop";

    public IReadOnlyList<RecordKind> Kinds { get; } =
        [new("customer", repeatsSafely ? Capability.Apply | Capability.ApplyRepeats : Capability.Apply)];

    /// <summary>What it says to a write; done by default.</summary>
    public Func<Visit, CancellationToken, Task<ApplyResult>> Answer { get; set; } = (visit, _) => Task.FromResult(Done(visit));

    /// <summary>All writes so far, in the order in which they came.</summary>
    public IReadOnlyList<Visit> Visits
    {
        get
        {
            lock (_gate)
            {
                return [.. _visits];
            }
        }
    }

    public static ApplyResult Done(Visit visit) => ApplyResult.Done($"shop-{visit.Customer}");

    public IReadOnlyList<Visit> VisitsOf(long customer) => [.. Visits.Where(visit => visit.Customer == customer)];

    public Task<Reply<string>> TestAsync(CancellationToken ct) => throw new NotSupportedException();

    public Task<ApplyResult> ApplyAsync(ApplyRequest request, CancellationToken ct) => Answer(Note(request), ct);

    /// <summary>An answer that never comes, whatever the token says.</summary>
    public static Task<ApplyResult> NeverAsync() => new TaskCompletionSource<ApplyResult>().Task;

    private Visit Note(ApplyRequest request)
    {
        var customer = request.Fields["id"]!.GetValue<long>();
        var version = request.Fields["version"]!.GetValue<long>();
        lock (_gate)
        {
            var attempt = _visits.Count(visit => visit.Customer == customer && visit.Version == version) + 1;
            var noted = new Visit(
                customer, version, request.Fields["name"]!.GetValue<string>(), attempt, TimeProvider.System.GetTimestamp());
            _visits.Add(noted);
            return noted;
        }
    }
}
