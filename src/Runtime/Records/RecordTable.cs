using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>What a record is given besides its fields.</summary>
/// <param name="Id">0 for a record that the table has still to number.</param>
/// <param name="Version">1 for a new record.</param>
/// <param name="CreatedAt">When it was entered, in UTC.</param>
/// <param name="UpdatedAt">When it last changed, in UTC.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RecordStamp(long Id, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>Makes a record of what is said of it.</summary>
/// <param name="input">What is said.</param>
/// <param name="stamp">Its id, version and times.</param>
/// <param name="before">The record as it was; null for a new one, and for one that is read.</param>
public delegate T RecordMaker<T, TInput>(TInput input, RecordStamp stamp, T? before);

/// <summary>
/// A record told once: its fields, and with them all that follows from them. The statements of its table, the comparison of two states, the
/// check of an input, the lists, the export and the columns of an import come from here; the texts of the statements are made once, at
/// start. What is special to a record (a life cycle, lines, a ledger) stands beside it, in the module.
/// </summary>
/// <typeparam name="T">The record, as the API answers it.</typeparam>
/// <typeparam name="TInput">What a client may say of it; also what a row is read into.</typeparam>
public sealed partial class RecordTable<T, TInput> : IRecordShape
    where T : class, IRecord
    where TInput : class, new()
{
    private readonly string[] _written;
    private readonly string[] _searchColumns;
    private int _renewals;
    private readonly string _insert;
    private readonly string _update;
    private readonly string _updateUnsearched;
    private readonly string _updateSearch = "";
    private readonly string _byId;
    private readonly string _delete;
    private readonly string _changedSince;
    private readonly string _behind;
    private readonly TextIndex? _texts;

    /// <summary>Puts the statements together.</summary>
    /// <param name="kind">The word for one, as in <c>customer</c>: in history, events, audit and answers.</param>
    /// <param name="name">The table, and the word for many, as in <c>customers</c>.</param>
    /// <param name="fields">The fields, in the order of an export.</param>
    /// <param name="search">The full-text index; null when there is none.</param>
    /// <param name="beside">Columns that are written with a new row and are no fields of the record.</param>
    /// <param name="only">
    /// A condition on a column that all records fulfil; rows that don't only lead to others (see <see cref="LeadsTo"/>).
    /// </param>
    /// <param name="more">
    /// Columns that are read behind the fields and written elsewhere, separated by commas; see <see cref="ReadMore"/>.
    /// </param>
    public RecordTable(
        string kind, string name, RecordField<T, TInput>[] fields, RecordSearch? search = null, string[]? beside = null,
        string? more = null, string? only = null)
    {
        (Kind, Name, Fields, Search, Only) = (kind, name, fields, search, only);
        var and = only is null ? "" : $" and {only}";
        string[] read =
        ["id", .. fields.Select(static field => field.Column), "version", "created_at", "updated_at", .. more?.Split(", ") ?? []];
        (Columns, ColumnCount) = (string.Join(", ", read), read.Length);
        Custom = fields.OfType<CustomValuesField<T, TInput>>().FirstOrDefault();
        _searchColumns = fields.Any(static field => field.IsSearched) ? ["search", .. Optional(search?.OwnColumn)] : [];
        string[] changed =
        [
            .. fields.SelectMany(static field => new[] { field.Column, field.Key }).OfType<string>(),
            .. _searchColumns,
        ];
        _written = [.. changed, "version", "created_at", "updated_at", .. beside ?? []];
        var (into, values) = (string.Join(", ", _written), Places(1, _written.Length));
        _insert = $"insert into {name} ({into}) values ({values}) on conflict do nothing returning id";
        _update = UpdateOf([.. changed, "version", "updated_at"]);
        _updateUnsearched = UpdateOf([.. changed.Except(_searchColumns, StringComparer.Ordinal), "version", "updated_at"]);
        _updateSearch = _searchColumns.Length == 0 ? "" : UpdateOf(_searchColumns);
        _byId = $"select {Columns} from {name} where id = $1";
        _delete = $"delete from {name} where id = $1";
        _changedSince = $"""
            select {Columns} from {name} where (updated_at, id) > ($1, $2) and (updated_at <= $4 or updated_at > $5){and}
            order by updated_at, id limit $3
            """;
        _behind = $"select {Columns} from {name} where id > $1{and} order by id limit $2";
        _texts = search is null ? null : new TextIndex(name, search);
    }

    /// <summary>The word for one.</summary>
    public string Kind { get; }

    /// <summary>The table, and the word for many.</summary>
    public string Name { get; }

    /// <summary>The fields, in the order of an export.</summary>
    public IReadOnlyList<RecordField<T, TInput>> Fields { get; }

    /// <summary>The columns that <see cref="Read"/> reads, separated by commas.</summary>
    public string Columns { get; }

    /// <summary>How many they are.</summary>
    public int ColumnCount { get; }

    /// <summary>How a record is written as JSON.</summary>
    public required JsonTypeInfo<T> Json { get; init; }

    /// <summary>Makes a record of what is said of it.</summary>
    public required RecordMaker<T, TInput> Make { get; init; }

    /// <summary>The same record under another id.</summary>
    public required Func<T, long, T> WithId { get; init; }

    /// <summary>Adds to a record the columns behind its fields, from the one given on; null when there are none.</summary>
    public Func<T, Row, int, T>? ReadMore { get; init; }

    /// <summary>Adds to records what lies in other tables; null when there is nothing.</summary>
    public Func<IReader, IReadOnlyList<T>, ValueTask<IReadOnlyList<T>>>? Complete { get; init; }

    /// <summary>Whose they are; null when records belong to nobody.</summary>
    public RecordOwner<T>? Owner { get; init; }

    /// <summary>What of a record moves without a new version, and so is a part of its entity tag; null when nothing does.</summary>
    public Func<T, long>? Beside { get; init; }

    /// <summary>The full-text index; null when there is none.</summary>
    public RecordSearch? Search { get; }

    /// <summary>What all records fulfil; null when every row is one.</summary>
    internal string? Only { get; }

    /// <summary>
    /// The record that a row leads to which is none itself any more: it was merged into that one, and only keeps its keys. Null where there
    /// are no such rows.
    /// </summary>
    public Func<T, long?>? LeadsTo { get; init; }

    /// <summary>
    /// What else of a record is searched and lies in other tables, comments for example: for who reaches all records, and for who reaches
    /// only their own. Null when there is nothing.
    /// </summary>
    public Func<IReader, long, ValueTask<SearchedTexts>>? SearchedBeside { get; init; }

    /// <summary>How often search texts were made anew, which no event tells of.</summary>
    internal int Renewals => Volatile.Read(ref _renewals);

    Type IRecordShape.Input => typeof(TInput);

    IEnumerable<(string Name, FieldLimits Limits)> IRecordShape.Limits => Fields.Select(static one => (one.Name, one.Limits));

    /// <summary>Makes the record of a row.</summary>
    public T Read(Row row)
    {
        var input = new TInput();
        for (var index = 0; index < Fields.Count; index++)
        {
            Fields[index].Read(row, index + 1, input);
        }

        var at = Fields.Count + 1;
        var record = Make(input, new RecordStamp(row.Int64(0), row.Int64(at), row.Instant(at + 1), row.Instant(at + 2)), null);
        return ReadMore is null ? record : ReadMore(record, row, at + 3);
    }

    /// <summary>The record as JSON in UTF-8.</summary>
    public byte[] ToJson(T record) => JsonSerializer.SerializeToUtf8Bytes(record, Json);

    /// <summary>What a client would say to have a record as it is.</summary>
    public TInput InputOf(T record)
    {
        var input = new TInput();
        foreach (var field in Fields)
        {
            field.Take(record, input);
        }

        return input;
    }

    /// <summary>Brings what is given into the form in which it is kept.</summary>
    public void Normalize(TInput input)
    {
        foreach (var field in Fields)
        {
            field.Normalize(input);
        }
    }

    /// <summary>What is wrong with the fields of an input, each by itself, in the form in which they are kept.</summary>
    public Errors Check(TInput input)
    {
        Normalize(input);
        var errors = new Errors();
        foreach (var field in Fields)
        {
            field.Check(input, errors);
        }

        return errors;
    }

    /// <summary>The record that an input makes where there is none.</summary>
    public T New(TInput input, DateTimeOffset now) => Make(input, new RecordStamp(0, 1, now, now), null);

    /// <summary>What a record becomes under an input.</summary>
    public T Next(T before, TInput input, DateTimeOffset now) =>
        Make(input, new RecordStamp(before.Id, before.Version + 1, before.CreatedAt, now), before);

    /// <summary>JSON names of the members in which two states differ, separated by commas.</summary>
    public string Changed(T? before, T after)
    {
        var names = new StringBuilder();
        var last = "";
        foreach (var field in Fields)
        {
            if (!ReferenceEquals(last, field.Member) && !string.Equals(last, field.Member, StringComparison.Ordinal)
                && field.Differs(before, after))
            {
                names.Append(names.Length == 0 ? "" : ",").Append(last = field.Member);
            }
        }

        return names.ToString();
    }

    /// <summary>A 403 that names the changed members which customers can't set on what is theirs; null when there is none.</summary>
    public Refusal? RefuseOwner(string changed)
    {
        var own = Fields.Where(static field => field.IsOwn).Select(static field => field.Member).Distinct(StringComparer.Ordinal).ToList();
        var refused = changed.Split(',').Except(own, StringComparer.Ordinal).ToArray();
        return refused.Length == 0
            ? null
            : new Refusal(
                RefusalCode.Forbidden,
                $"Customers change {string.Join(", ", own)} of themselves, but not {string.Join(", ", refused)}; ask the staff.");
    }

    private static string[] Optional(string? text) => text is null ? [] : [text];

    private string UpdateOf(string[] columns) => string.Create(
        CultureInfo.InvariantCulture, $"update {Name} set {string.Join(", ", columns.Select(Place))} where id = ${columns.Length + 1}");

    private static string Place(string column, int index) => string.Create(CultureInfo.InvariantCulture, $"{column} = ${index + 1}");

    private static string Places(int first, int count) =>
        string.Join(", ", Enumerable.Range(first, count).Select(
            static number => string.Create(CultureInfo.InvariantCulture, $"${number}")));
}

/// <summary>Whose records are.</summary>
/// <param name="Column">The column with the customer; <c>id</c> for customers themselves.</param>
/// <param name="Of">The customer that a record belongs to; null for one that is the staff's alone.</param>
public sealed record RecordOwner<T>(string Column, Func<T, long?> Of);
