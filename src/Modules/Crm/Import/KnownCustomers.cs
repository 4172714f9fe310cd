using System.Security.Cryptography;
using System.Text;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Import;

/// <summary>
/// Which customer a row is about: the one with its external id, else the one with its e-mail, else, for a row with neither, the one that a
/// row with the same content made before or that has exactly this content.
/// </summary>
internal static class KnownCustomers
{
    private const char Separator = '\u001f';

    public static ValueTask<Customer?> ByExternalIdAsync(IReader reader, string source, string externalId) => reader.FirstAsync(
        $"select {CustomerTable.Columns} from customers where source = $1 and external_id = $2", CustomerTable.Read, source, externalId);

    public static ValueTask<Customer?> ByEmailAsync(IReader reader, string email) => reader.FirstAsync(
        $"select {CustomerTable.Columns} from customers where email_key = $1", CustomerTable.Read, TextRules.Fold(email));

    /// <summary>The id of the customer, or 0 when there is none (any more).</summary>
    public static ValueTask<long> ByKeyAsync(IReader reader, byte[] key) => reader.FirstAsync(
        "select c.id from import_keys k join customers c on c.id = k.customer_id where k.key = $1", static row => row.Int64(0), key);

    public static ValueTask<long> ByContentAsync(IReader reader, CustomerInput input) => reader.FirstAsync(
        """
        select id from customers
        where external_id is null and email_key is null and name = $1 and organisation is $2 and phone is $3 and line is $4 and city is $5
          and region is $6 and postal_code is $7 and country is $8 and source is $9 and status = $10
        limit 1
        """,
        static row => row.Int64(0),
        input.Name, input.Organisation, input.Phone, input.Address?.Line, input.Address?.City, input.Address?.Region, input.Address?.PostalCode,
        input.Address?.Country, input.Source, input.Status ?? CustomerRules.Active);

    public static ValueTask<int> RememberAsync(ITransaction transaction, byte[] key, long customer) => transaction.ExecuteAsync(
        "insert into import_keys (key, customer_id) values ($1, $2) on conflict (key) do update set customer_id = excluded.customer_id", key, customer);

    /// <summary>The hash of all that the row says. The separator is a control character, which no valid field holds.</summary>
    public static byte[] Key(CustomerInput input) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        Separator, input.Name, input.Organisation, input.Phone, input.Address?.Line, input.Address?.City, input.Address?.Region,
        input.Address?.PostalCode, input.Address?.Country, input.Source, input.Status ?? CustomerRules.Active)));
}
