using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Http;
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

    /// <summary>Held until the commit, for the row may change it.</summary>
    public static ValueTask<Customer?> ByExternalIdAsync(ITransaction transaction, string source, string externalId) => transaction.FirstForUpdateAsync(
        $"select {CustomerTable.Columns} from customers where source = $1 and external_id = $2", CustomerTable.Read, source, externalId);

    /// <summary>The same by e-mail.</summary>
    public static ValueTask<Customer?> ByEmailAsync(ITransaction transaction, string email) => transaction.FirstForUpdateAsync(
        $"select {CustomerTable.Columns} from customers where email_key = $1", CustomerTable.Read, TextRules.Fold(email));

    /// <summary>Those of a source with any of these external ids; not held. One by one, else all that the source ever brought may be looked through.</summary>
    public static ValueTask<IReadOnlyList<Customer>> ByExternalIdsAsync(IReader reader, string source, IReadOnlyCollection<string> externalIds) => reader.QueryAsync(
        $"""
        select {CustomerTable.Columns} from customers where id in (
          select (select c.id from customers c where c.source = $1 and c.external_id = given.value) from ({reader.Dialect.Texts("$2")}) as given)
        """,
        CustomerTable.Read, source, SqlValue.List(externalIds));

    /// <summary>Those with any of these folded e-mails; not held.</summary>
    public static ValueTask<IReadOnlyList<Customer>> ByEmailsAsync(IReader reader, IReadOnlyCollection<string> emailKeys) => reader.QueryAsync(
        $"select {CustomerTable.Columns} from customers where {reader.Dialect.InTexts("email_key", "$1")}", CustomerTable.Read,
        SqlValue.List(emailKeys));

    /// <summary>The one that an equal row made; null when there is none (any more).</summary>
    public static ValueTask<Customer?> ByKeyAsync(IReader reader, byte[] key) => reader.FirstAsync(
        $"select {CustomerTable.Columns} from customers where id = (select customer_id from import_keys where key = $1)",
        CustomerTable.Read, key);

    /// <summary>The condition is written out for what the row leaves empty: only so does an index serve it on every store.</summary>
    public static ValueTask<Customer?> ByContentAsync(IReader reader, CustomerInput input)
    {
        (string Column, string? Value)[] fields =
        [
            ("name", input.Name), ("organisation", input.Organisation), ("phone", input.Phone), ("line", input.Address?.Line),
            ("city", input.Address?.City), ("region", input.Address?.Region), ("postal_code", input.Address?.PostalCode),
            ("country", input.Address?.Country), ("source", input.Source), ("status", input.Status ?? CustomerRules.Active),
        ];
        var given = fields.Where(field => field.Value is not null).ToList();
        var conditions = given.Select((field, index) => string.Create(CultureInfo.InvariantCulture, $"{field.Column} = ${index + 1}"))
            .Concat(fields.Where(field => field.Value is null).Select(field => $"{field.Column} is null"));
        return reader.FirstAsync(
            $"""
            select {CustomerTable.Columns} from customers
            where external_id is null and email_key is null and {string.Join(" and ", conditions)} limit 1
            """,
            CustomerTable.Read, [.. given.Select(field => (SqlValue)field.Value)]);
    }

    public static ValueTask RememberAsync(ITransaction transaction, byte[] key, long customer) => transaction.SendAsync(
        "insert into import_keys (key, customer_id) values ($1, $2) on conflict (key) do update set customer_id = excluded.customer_id", key, customer);

    /// <summary>The hash of all that the row says. The separator is a control character, which no valid field holds.</summary>
    public static byte[] Key(CustomerInput input) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        Separator, input.Name, input.Organisation, input.Phone, input.Address?.Line, input.Address?.City, input.Address?.Region,
        input.Address?.PostalCode, input.Address?.Country, input.Source, input.Status ?? CustomerRules.Active)));
}
