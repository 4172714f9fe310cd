namespace Lockstep.Crm.Import;

/// <summary>What a column of an import can become.</summary>
internal enum ImportField
{
    Name,
    Organisation,
    Email,
    Phone,
    ExternalId,
    Source,
    Status,
    Line,
    City,
    Region,
    PostalCode,
    Country,
}

/// <summary>A set of fields: those that the columns of a file, or the members of one NDJSON row, speak of.</summary>
internal readonly record struct ImportFieldSet(int Bits)
{
    public static readonly int Count = Enum.GetValues<ImportField>().Length;

    public bool Has(ImportField field) => (Bits & (1 << (int)field)) != 0;

    public ImportFieldSet With(ImportField field) => new(Bits | (1 << (int)field));
}
