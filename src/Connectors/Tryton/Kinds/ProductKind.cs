using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton.Kinds;

/// <summary>
/// Products: a variant together with its template, of which name, prices and units are. A new product is a template with one variant; a
/// deleted one is archived.
/// </summary>
internal sealed class ProductKind(TrytonFields values, TrytonRpc rpc) : TrytonKind("product.product")
{
    /// <summary>The name of the kind.</summary>
    public const string Name = "product";

    private const string TemplateField = "template", ProductsField = "products", CodeField = "code", SuffixField = "suffix_code",
        UnitField = "default_uom", SaleUnitField = "sale_uom", SalableField = "salable", UnitOfPieces = "u";

    private static readonly string[] OwnFields =
    [
        IdField, CodeField, SuffixField, "name", "type", "list_price", "cost_price", SalableField, ActiveField, "description",
    ];

    private static readonly string[] UnitFields = [UnitField, SaleUnitField];

    /// <summary>Fields of the variant; all others are of the template.</summary>
    private static readonly string[] VariantFields = [SuffixField, "cost_price", "description"];

    public override string WrittenModel => "product.template";

    public override RecordKind Kind { get; } = new(
        Name, Capability.Read | Capability.Changes | Capability.Deletes | Capability.Create | Capability.Update | Capability.Delete
            | Capability.ConditionalWrite | Capability.Existing)
    {
        // What is deleted instead of being archived leaves no trace.
        HidesDeletes = true,
        SearchFields = new HashSet<string>(StringComparer.Ordinal) { CodeField, "name" },
    };

    public override IReadOnlyList<string> Fields { get; } =
        [.. OwnFields, "default_uom.symbol", "sale_uom.symbol", "account_category.name", "template.code", "template.products"];

    public override IReadOnlyList<TrytonPart> Parts { get; } = [new(TemplateField, "product.template")];

    public override bool IsArchived => true;

    public override JsonObject DataOf(JsonObject row)
    {
        var data = new JsonObject(OwnFields.Select(field => KeyValuePair.Create(field, row[field]?.DeepClone())))
        {
            ["account_category"] = Through(row["account_category"], "name"), [TemplateField] = Through(row[TemplateField], IdField),
        };
        foreach (var unit in UnitFields)
        {
            data[unit] = Through(row[unit], "symbol");
        }

        return data;
    }

    public override async Task<Reply<TrytonWrite>> PlanAsync(JsonObject? row, JsonObject fields, CancellationToken ct)
    {
        var wanted = (JsonObject)fields.DeepClone();
        if (row is null)
        {
            Complete(wanted);
        }
        else if (Recode(row, wanted) is { } fault)
        {
            return fault;
        }

        var before = row is null ? null : DataOf(row);

        // Compared apart, for they are two rows: name and prices stand in the template, which other variants may share.
        var template = await values.ChangedAsync(
            WrittenModel, wanted.Where(static one => !IsOfVariant(one.Key)), TemplateOf(before, row), ct);
        var variant = await values.ChangedAsync(Model, wanted.Where(one => IsOfVariant(one.Key) || one.Key is ActiveField), before, ct);
        if ((template.Failure ?? variant.Failure) is { } failure)
        {
            return failure;
        }

        return row is null ? new TrytonWrite(Created(template.Value!, variant.Value!)) : Changed(row, template.Value!, variant.Value!);
    }

    private static JsonObject Created(JsonObject whole, JsonObject own)
    {
        whole[ProductsField] = new JsonArray(Command.Create(own));
        return whole;
    }

    private static TrytonWrite Changed(JsonObject row, JsonObject whole, JsonObject own)
    {
        // One variant of several is archived by itself.
        if (Siblings(row) > 1)
        {
            whole.Remove(ActiveField);
        }

        if (own.Count > 0)
        {
            whole[ProductsField] = new JsonArray(Command.Write(row, own));
        }

        return new TrytonWrite(whole) { Id = (long)row[TemplateField]![IdField]! };
    }

    public override async Task<Reply<string>> IdOfMadeAsync(long made, CancellationToken ct)
    {
        var reply = await rpc.OnAsync(
            Model, "search", [new JsonArray(new JsonArray(TemplateField, "=", made)), 0, 1, null], CallKind.Repeatable,
            TrytonRpc.Archived, ct);
        return reply switch
        {
            { Failure: { } failure } => failure,
            { Result: JsonArray { Count: 1 } ids } => ids[0]!.ToJsonString(),
            _ => new Failure(FailureCause.OutcomeUnknown,
                string.Create(CultureInfo.InvariantCulture, $"The template {made} was made without a product.")),
        };
    }

    private static bool IsOfVariant(string field) => VariantFields.Contains(field, StringComparer.Ordinal);

    private static int Siblings(JsonObject row) => (row[TemplateField]?[ProductsField] as JsonArray)?.Count ?? 1;

    /// <summary>What Tryton's own form fills in: without a unit nothing can be made, and without one of sale nothing sold.</summary>
    private static void Complete(JsonObject wanted)
    {
        wanted[UnitField] ??= UnitOfPieces;
        if (TrytonValue.Text(wanted[SalableField]) is "true")
        {
            wanted[SaleUnitField] ??= wanted[UnitField]!.DeepClone();
        }
    }

    /// <summary>
    /// The code of a product is that of its template and its own suffix. Of the only variant the whole code goes to the template; of one of
    /// several the suffix is changed.
    /// </summary>
    private static Failure? Recode(JsonObject row, JsonObject wanted)
    {
        if (TrytonValue.Text(wanted[CodeField]) is not { } code || TrytonValue.AreSame("char", row[CodeField], code))
        {
            wanted.Remove(CodeField);
            return null;
        }

        if (Siblings(row) == 1)
        {
            // With a suffix behind it the code would be another one than the flow wants.
            wanted[SuffixField] = null;
            return null;
        }

        var shared = Text(row[TemplateField]?[CodeField]);
        wanted.Remove(CodeField);
        wanted[SuffixField] = code.StartsWith(shared, StringComparison.Ordinal) ? code[shared.Length..] : null;
        return wanted[SuffixField] is not null ? null : new Failure(
            FailureCause.TargetRefused, $"The product is one of several variants, whose codes begin with {shared}; {code} does not.")
        {
            Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [CodeField] = $"must begin with {shared}" },
        };
    }

    /// <summary>The template as it is: its code is not that of the product.</summary>
    private static JsonObject? TemplateOf(JsonObject? before, JsonObject? row)
    {
        if (before is null)
        {
            return null;
        }

        var template = (JsonObject)before.DeepClone();
        template[CodeField] = row![TemplateField]?[CodeField]?.DeepClone();
        return template;
    }
}
