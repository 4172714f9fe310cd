using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Import;

/// <summary>
/// Which customer a row is about: the one with its external id, else the one with its e-mail, else, for a row with neither, the one that a
/// row with the same content made before or that has exactly this content.
/// </summary>
internal static class KnownCustomers
{
    private const char Separator = '\u001f';

    /// <summary>What makes two customers without keys the same.</summary>
    private static readonly TextField<Customer, CustomerInput>[] Content =
    [
        CustomerRecord.Name, CustomerRecord.Organisation, CustomerRecord.Phone, CustomerRecord.Line, CustomerRecord.City,
        CustomerRecord.Region, CustomerRecord.PostalCode, CustomerRecord.Country, CustomerRecord.Source, CustomerRecord.Status,
    ];

    /// <summary>Held until the commit, for the row may change it. Of a customer that was merged, the one that it was merged into.</summary>
    public static async ValueTask<Customer?> ByExternalIdAsync(ITransaction transaction, string source, string externalId) =>
        await LedAsync(transaction, await transaction.FirstForUpdateAsync(
            $"select {CustomerRecord.Table.Columns} from customers where {CustomerRecord.IsExternal} limit 1", CustomerRecord.Table.Read,
            Keys.Fold(source), Keys.Fold(externalId), externalId));

    /// <summary>The same by e-mail.</summary>
    public static async ValueTask<Customer?> ByEmailAsync(ITransaction transaction, string email) =>
        await LedAsync(transaction, await transaction.FirstForUpdateAsync(
            $"select {CustomerRecord.Table.Columns} from customers where email_key = $1", CustomerRecord.Table.Read, Email.Key(email)));

    /// <summary>
    /// Those of a source with any of these external ids, all of them folded; not held. One by one, else all that the source ever brought
    /// may be looked through.
    /// </summary>
    public static ValueTask<IReadOnlyList<Customer>> ByExternalIdsAsync(
        IReader reader, string source, IReadOnlyCollection<string> externalIds) => reader.QueryAsync(
        $"""
        select {CustomerRecord.Table.Columns} from customers where id in (
          select (select c.id from customers c where c.source_key = $1 and c.external_key = given.value order by c.id limit 1)
            from ({reader.Dialect.Texts("$2")}) as given)
        """,
        CustomerRecord.Table.Read, source, SqlValue.List(externalIds));

    /// <summary>Those with any of these folded e-mails; not held.</summary>
    public static ValueTask<IReadOnlyList<Customer>> ByEmailsAsync(IReader reader, IReadOnlyCollection<string> emailKeys) =>
        reader.QueryAsync(
            $"select {CustomerRecord.Table.Columns} from customers where {reader.Dialect.InTexts("email_key", "$1")}",
            CustomerRecord.Table.Read, SqlValue.List(emailKeys));

    /// <summary>The one that an equal row made; null when there is none (any more).</summary>
    public static ValueTask<Customer?> ByKeyAsync(IReader reader, byte[] key) => reader.FirstAsync(
        $"select {CustomerRecord.Table.Columns} from customers where "
            + $"{CustomerRecord.LedBy("id = (select customer_id from import_keys where key = $1)")}",
        CustomerRecord.Table.Read, key);

    /// <summary>The condition is written out for what the row leaves empty: only so does an index serve it on every store.</summary>
    public static ValueTask<Customer?> ByContentAsync(IReader reader, CustomerInput input)
    {
        var fields = ContentOf(input);
        var given = fields.Where(field => field.Value is not null).ToList();
        var conditions = given.Select((field, index) => string.Create(CultureInfo.InvariantCulture, $"{field.Column} = ${index + 1}"))
            .Concat(fields.Where(field => field.Value is null).Select(field => $"{field.Column} is null"));
        return reader.FirstAsync(
            $"""
            select {CustomerRecord.Table.Columns} from customers
            where external_id is null and email_key is null and email is null and {string.Join(" and ", conditions)} limit 1
            """,
            CustomerRecord.Table.Read, [.. given.Select(field => (SqlValue)field.Value)]);
    }

    public static ValueTask RememberAsync(ITransaction transaction, byte[] key, long customer) => transaction.SendAsync(
        "insert into import_keys (key, customer_id) values ($1, $2) on conflict (key) do update set customer_id = excluded.customer_id",
        key, customer);

    /// <summary>
    /// The hash of all that the row says. The separator is a control character, which no valid field holds. Hashes of before are in the
    /// table, so the order of <see cref="Content"/> stays, and a new field goes behind the others, where it has a value.
    /// </summary>
    public static byte[] Key(CustomerInput input) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(Separator, ContentOf(input).Select(static field => field.Value))));

    private static ValueTask<Customer?> LedAsync(ITransaction transaction, Customer? row) => row is { MergedInto: { } other }
        ? CustomerRecord.Table.FindForUpdateAsync(transaction, other)
        : ValueTask.FromResult(row);

    private static List<(string Column, string? Value)> ContentOf(CustomerInput input) =>
    [
        .. Content.Select(field => (
            field.Column, field.TextOf(input) ?? (ReferenceEquals(field, CustomerRecord.Status) ? CustomerRecord.Active : null))),
    ];
}
