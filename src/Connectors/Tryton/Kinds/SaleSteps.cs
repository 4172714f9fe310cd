using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton.Kinds;

/// <summary>Leads a sale through its states by the methods that Tryton has for it.</summary>
internal sealed class SaleSteps(TrytonRpc rpc)
{
    public const string StateField = "state", Draft = "draft", Quotation = "quotation";
    private const string Confirmed = "confirmed", Processing = "processing", Done = "done", Cancelled = "cancelled";
    private const string Model = "sale.sale";

    /// <summary>How far a sale is.</summary>
    private static readonly string[] Ways = [Draft, Quotation, Confirmed, Processing, Done];

    /// <summary>The method that leads on from a state on the way to another; null when there is none.</summary>
    public static string? Step(string from, string to) => (from, to) switch
    {
        (Draft or Quotation, Cancelled) => "cancel",
        (Draft, Quotation or Confirmed or Processing) => "quote",
        (Quotation, Confirmed or Processing) => "confirm",
        (Confirmed, Processing) => "process",
        _ => null,
    };

    /// <summary>Whether a sale in a state is where a flow wants it: there, or farther on.</summary>
    public static bool IsReached(string state, string wanted) => string.Equals(state, wanted, StringComparison.Ordinal)
        || (Array.IndexOf(Ways, wanted) is var goal and >= 0 && Array.IndexOf(Ways, state) > goal);

    /// <summary>Takes a single step, whatever comes of it.</summary>
    public async Task<Failure?> TakeAsync(string method, long id, CancellationToken ct) =>
        (await rpc.OnAsync(Model, method, [new JsonArray(id)], CallKind.Repeatable, ct)).Failure;

    /// <summary>
    /// Takes the steps to a state. A step that does not apply does nothing and says nothing, so the state is read again after each.
    /// </summary>
    public async Task<Failure?> TakeAsync(long id, string wanted, CancellationToken ct)
    {
        if (wanted is not Cancelled && (wanted is Done || Array.IndexOf(Ways, wanted) < 0))
        {
            return Refused(FailureCause.Mapping,
                $"A sale can't be led to {wanted}, only to draft, quotation, confirmed, processing or cancelled.");
        }

        var before = "";
        while (true)
        {
            var reply = await rpc.FindAsync(Model, [new JsonArray(TrytonKind.IdField, "=", id)], 1, [StateField], ct);
            if (reply.Failure is { } unread)
            {
                return unread;
            }

            var state = TrytonValue.Text(reply.Rows.FirstOrDefault()?[StateField]);
            if (state is null || IsReached(state, wanted))
            {
                return state is null ? new Failure(FailureCause.NotFound, "The sale is gone.") : null;
            }

            // Where it was already before the last step, that one did not apply, and would not the next time either.
            if (Step(state, wanted) is not { } method || string.Equals(state, before, StringComparison.Ordinal))
            {
                return Refused(FailureCause.TargetRefused, $"The sale is {state}, from where no step leads to {wanted}.");
            }

            if (await TakeAsync(method, id, ct) is { } failure)
            {
                return failure;
            }

            before = state;
        }
    }

    private static Failure Refused(FailureCause cause, string message) => new(cause, message)
    {
        Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [StateField] = message },
    };
}
