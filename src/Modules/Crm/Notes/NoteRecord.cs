using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Records;
using Number = Lockstep.Runtime.Records.NumberField<Lockstep.Contracts.Customers.CustomerNote, Lockstep.Crm.Notes.NoteInput>;
using Text = Lockstep.Runtime.Records.TextField<Lockstep.Contracts.Customers.CustomerNote, Lockstep.Crm.Notes.NoteInput>;

namespace Lockstep.Crm.Notes;

/// <summary>What a client may say of a note; the rest is known.</summary>
internal sealed record NoteInput
{
    /// <summary>Required: 1 to 10,000 characters.</summary>
    public string? Text { get; set; }

    internal long? CustomerId { get; set; }

    internal string? Author { get; set; }
}

/// <summary>A note about a customer, told once.</summary>
internal static class NoteRecord
{
    public const string Kind = "customer-note";
    private const int TextMax = 10_000;

    public static readonly RecordTable<CustomerNote, NoteInput> Table = new(
        Kind, "customer_notes",
        [
            new Number("customerId", "customer_id", n => n.CustomerId, i => i.CustomerId, (i, value) => i.CustomerId = value),
            new Text("text", "text", n => n.Text, i => i.Text, (i, value) => i.Text = value) { Rule = Rules.Required(TextMax,
                breaks: true) },
            new Text("author", "author", n => n.Author, i => i.Author, (i, value) => i.Author = value),
        ])
    {
        Json = ContractsJson.Wire.CustomerNote,
        Make = Make,
        WithId = static (note, id) => note with { Id = id },
    };

    private static CustomerNote Make(NoteInput input, RecordStamp stamp, CustomerNote? before) => new()
    {
        Id = stamp.Id,
        CustomerId = input.CustomerId!.Value,
        Text = input.Text!,
        Author = input.Author!,
        Version = stamp.Version,
        CreatedAt = stamp.CreatedAt,
        UpdatedAt = stamp.UpdatedAt,
    };
}
