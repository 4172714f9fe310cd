using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton.Kinds;

/// <summary>
/// Sales with their lines. The state is never written: <c>state</c> of a flow says how far the sale is to be at least, and the steps of
/// Tryton lead there. A sale is cancelled, not deleted.
/// </summary>
internal sealed class SaleKind(TrytonFields values, TrytonRpc rpc) : TrytonKind("sale.sale")
{
    /// <summary>The name of the kind.</summary>
    public const string Name = "sale";

    private const string PartyField = "party", LinesField = "lines", StateField = SaleSteps.StateField, CurrencyField = "currency",
        CodeField = "code", InvoiceAddressField = "invoice_address", ShipmentAddressField = "shipment_address";

    private static readonly string[] OwnFields =
    [
        IdField, "number", "reference", "description", "comment", "sale_date", StateField, "shipment_state", "invoice_state",
            "total_amount",
        "untaxed_amount", InvoiceAddressField, ShipmentAddressField, "warehouse", "payment_term",
    ];

    /// <summary>What may change whatever the state; all else only of a draft.</summary>
    private static readonly string[] FreeFields = ["reference", "description", "comment"];

    private readonly SaleLines _lines = new(values, rpc);
    private readonly SaleSteps _steps = new(rpc);

    public override RecordKind Kind { get; } = new(
        Name, Capability.Read | Capability.Changes | Capability.Existing | Capability.Create | Capability.Update
            | Capability.ConditionalWrite)
    {
        SearchFields = new HashSet<string>(StringComparer.Ordinal) { "reference", "number" },
    };

    public override IReadOnlyList<string> Fields { get; } =
        [.. OwnFields, "party.code", "party.name", "currency.code", .. SaleLines.Fields.Select(static field => $"{LinesField}.{field}")];

    public override IReadOnlyList<TrytonPart> Parts { get; } = [new(LinesField, SaleLines.Model)];

    public override JsonObject DataOf(JsonObject row) => new(OwnFields.Select(field => KeyValuePair.Create(field, row[field]?.DeepClone())))
    {
        [PartyField] = Through(row[PartyField], IdField), ["party_code"] = Through(row[PartyField], CodeField),
        ["party_name"] = Through(row[PartyField], "name"), [CurrencyField] = Through(row[CurrencyField], CodeField),
        [LinesField] = new JsonArray([.. Rows(row[LinesField]).Select(SaleLines.DataOf)]),
    };

    public override async Task<Reply<TrytonWrite>> PlanAsync(JsonObject? row, JsonObject fields, CancellationToken ct)
    {
        var wanted = (JsonObject)fields.DeepClone();

        // The state is led to by steps, for written like a field it breaks what hangs on it; lines are compared one by one.
        wanted.Remove(StateField);
        wanted.Remove(LinesField);
        if (row is null && await AddressesAsync(wanted, ct) is { } unread)
        {
            return unread;
        }

        var changed = await values.ChangedAsync(Model, wanted, row is null ? null : DataOf(row), ct);
        if (changed.Value is not { } whole)
        {
            return changed.Failure!;
        }

        if (fields[LinesField] is JsonArray lines)
        {
            var commands = await _lines.PlanAsync([.. Rows(row?[LinesField]).Where(SaleLines.IsSold)], lines, ct);
            if (commands.Value is not { } planned)
            {
                return commands.Failure!;
            }

            if (planned.Count > 0)
            {
                whole[LinesField] = planned;
            }
        }

        return row is null ? new TrytonWrite(whole) : Allowed(row, whole, fields);
    }

    public override bool IsFinished(JsonObject? row, JsonObject fields) =>
        TrytonValue.Text(fields[StateField]) is not { Length: > 0 } wanted
        || SaleSteps.IsReached(row is null ? SaleSteps.Draft : Text(row[StateField]), wanted);

    public override async Task<Failure?> FinishAsync(long id, JsonObject fields, CancellationToken ct) =>
        TrytonValue.Text(fields[StateField]) is { Length: > 0 } wanted ? await _steps.TakeAsync(id, wanted, ct) : null;

    /// <summary>A quotation goes back to a draft first, and the steps lead it on again; what is confirmed is not ours to change.</summary>
    private static Reply<TrytonWrite> Allowed(JsonObject row, JsonObject whole, JsonObject fields)
    {
        var state = Text(row[StateField]);
        var bound = whole.Select(static one => one.Key).FirstOrDefault(static field => !FreeFields.Contains(field, StringComparer.Ordinal));
        return bound is null || state is SaleSteps.Draft ? new TrytonWrite(whole)
            : state is SaleSteps.Quotation ? new TrytonWrite(whole) { StepBefore = new TrytonStep(SaleSteps.Draft, ThenQuoted(fields)) }
            : new Failure(FailureCause.TargetRefused, $"The sale is {state}; its {bound} can't be changed any more.")
            {
                Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [bound] = $"can't be changed of a sale that is {state}" },
            };
    }

    private static JsonObject ThenQuoted(JsonObject fields)
    {
        var then = (JsonObject)fields.DeepClone();

        // Back to where it was at the least: a wish that the quotation had fulfilled already is none to leave it a draft.
        if (TrytonValue.Text(then[StateField]) is not { Length: > 0 } wanted || SaleSteps.IsReached(SaleSteps.Quotation, wanted))
        {
            then[StateField] = SaleSteps.Quotation;
        }

        return then;
    }

    /// <summary>The first address of the party, where the flow gives none: Tryton fills it in for people only.</summary>
    private async Task<Failure?> AddressesAsync(JsonObject wanted, CancellationToken ct)
    {
        if (!long.TryParse(TrytonValue.Text(wanted[PartyField]), NumberStyles.None, CultureInfo.InvariantCulture, out var party)
            || (wanted[InvoiceAddressField] is not null && wanted[ShipmentAddressField] is not null))
        {
            return null;
        }

        var reply = await rpc.FindAsync(
            "party.address", [new JsonArray(PartyField, "=", party), new JsonArray(ActiveField, "=", true)], 1, [IdField], ct);
        var id = reply.Rows.FirstOrDefault()?[IdField];
        foreach (var field in new[] { InvoiceAddressField, ShipmentAddressField })
        {
            wanted[field] ??= id?.DeepClone();
        }

        return reply.Failure;
    }
}
