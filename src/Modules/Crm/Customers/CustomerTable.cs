using System.Text.Json;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Customers;

/// <summary>The table of customers: its columns, and the statements that more than one use case runs.</summary>
internal static class CustomerTable
{
    public const string Kind = "customer";

    public const string Columns =
        "id, external_id, source, organisation, name, email, phone, line, city, region, postal_code, country, status, version, created_at, updated_at";

    private static readonly string[] Written =
    [
        "external_id", "source", "organisation", "name", "name_key", "email", "email_key", "phone", "line", "city", "region", "postal_code",
        "country", "country_key", "status", "search",
    ];

    private static readonly string[] WrittenOfNew = [.. Written, "version", "created_at", "updated_at"];

    private static readonly string Insert =
        $"""
        insert into customers ({string.Join(", ", Written)}, version, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $17)
        on conflict do nothing returning id
        """;

    private const string Indexed = "id = $1 and id <= (select indexed_to from customers_indexing)";

    private const string ById = $"select {Columns} from customers where id = $1";

    public static Customer Read(Row row) => new()
    {
        Id = row.Int64(0),
        ExternalId = row.TextOrNull(1),
        Source = row.TextOrNull(2),
        Organisation = row.TextOrNull(3),
        Name = row.Text(4),
        Email = row.TextOrNull(5),
        Phone = row.TextOrNull(6),
        Address = ReadAddress(row, 7),
        Status = row.Text(12),
        Version = row.Int64(13),
        CreatedAt = row.Instant(14),
        UpdatedAt = row.Instant(15),
    };

    public static byte[] ToJson(Customer customer) => JsonSerializer.SerializeToUtf8Bytes(customer, ContractsJson.Wire.Customer);

    public static ValueTask<Customer?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync(ById, Read, id);

    /// <summary>The same for a write that decides by it: nobody else changes it until that one has ended.</summary>
    public static ValueTask<Customer?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync(ById, Read, id);

    /// <summary>The customer that holds the input's e-mail or external id, other than the one given; with the field's name.</summary>
    public static async ValueTask<(string Field, long Id)?> FindHolderAsync(IReader reader, CustomerInput input, long otherThan = 0)
    {
        if (input.ExternalId is not null)
        {
            var holder = await reader.FirstAsync(
                "select id from customers where source = $1 and external_id = $2", static row => row.Int64(0), input.Source, input.ExternalId);
            if (holder != 0 && holder != otherThan)
            {
                return ("externalId", holder);
            }
        }

        if (input.Email is not null)
        {
            var holder = await reader.FirstAsync(
                "select id from customers where email_key = $1", static row => row.Int64(0), TextRules.Fold(input.Email));
            if (holder != 0 && holder != otherThan)
            {
                return ("email", holder);
            }
        }

        return null;
    }

    /// <summary>For a write that met a customer which was deleted at the same moment: run again, it meets it no more.</summary>
    public static UniqueViolationException Vanished() => new("customers");

    /// <summary>Adds a row, unless its e-mail or external id is taken; the customer's id is the one that the table gave.</summary>
    public static async ValueTask<Customer?> TryInsertAsync(ITransaction transaction, CustomerInput input, DateTimeOffset now)
    {
        var id = await transaction.FirstAsync(Insert, static row => row.Int64(0), [.. Values(input), now]);
        if (id == 0)
        {
            return null;
        }

        await CountAsync(transaction, 1);
        return With(input, id, 1, now, now);
    }

    /// <summary>Adds many rows at once; none of their keys may be taken.</summary>
    /// <exception cref="UniqueViolationException">A key was taken meanwhile.</exception>
    public static async ValueTask<IReadOnlyList<Customer>> InsertManyAsync(
        ITransaction transaction, IReadOnlyList<CustomerInput> inputs, DateTimeOffset now)
    {
        var ids = await transaction.InsertNumberedAsync(
            "customers",
            WrittenOfNew,
            [.. inputs.Select(input => (SqlValue[])[.. Values(input), 1, now, now])]);
        await CountAsync(transaction, inputs.Count);
        return [.. inputs.Select((input, index) => With(input, ids[index], 1, now, now))];
    }

    /// <summary>Replaces the fields of a row.</summary>
    public static async ValueTask<Customer> UpdateAsync(ITransaction transaction, Customer before, CustomerInput input, DateTimeOffset now)
    {
        await UnindexAsync(transaction, before.Id);
        await transaction.SendAsync(
            """
            update customers set external_id = $1, source = $2, organisation = $3, name = $4, name_key = $5, email = $6, email_key = $7, phone = $8,
              line = $9, city = $10, region = $11, postal_code = $12, country = $13, country_key = $14, status = $15, search = $16,
              version = $17, updated_at = $18
            where id = $19
            """,
            [.. Values(input), before.Version + 1, now, before.Id]);
        await ReindexAsync(transaction, before.Id);
        return With(input, before.Id, before.Version + 1, before.CreatedAt, now);
    }

    /// <summary>Removes a row and leaves a tombstone.</summary>
    public static async ValueTask DeleteAsync(ITransaction transaction, Customer customer, DateTimeOffset now)
    {
        await UnindexAsync(transaction, customer.Id);
        await transaction.SendAsync("delete from customers where id = $1", customer.Id);
        await transaction.SendAsync(
            "insert into tombstones (kind, record_id, version, deleted_at) values ($1, $2, $3, $4)", Kind, customer.Id, customer.Version + 1, now);
        await CountAsync(transaction, -1);
    }

    /// <summary>The customer that an input makes.</summary>
    public static Customer With(CustomerInput input, long id, long version, DateTimeOffset createdAt, DateTimeOffset updatedAt) => new()
    {
        Id = id,
        ExternalId = input.ExternalId,
        Source = input.Source,
        Organisation = input.Organisation,
        Name = input.Name!,
        Email = input.Email,
        Phone = input.Phone,
        Address = IsEmpty(input.Address) ? null : input.Address,
        Status = input.Status ?? CustomerRules.Active,
        Version = version,
        CreatedAt = createdAt,
        UpdatedAt = updatedAt,
    };

    private static bool IsEmpty(Address? address) => address is null || address == new Address();

    private static Address? ReadAddress(Row row, int first)
    {
        var address = new Address
        {
            Line = row.TextOrNull(first),
            City = row.TextOrNull(first + 1),
            Region = row.TextOrNull(first + 2),
            PostalCode = row.TextOrNull(first + 3),
            Country = row.TextOrNull(first + 4),
        };
        return IsEmpty(address) ? null : address;
    }

    /// <summary>The values of <see cref="Written"/>.</summary>
    private static SqlValue[] Values(CustomerInput input) =>
    [
        input.ExternalId, input.Source, input.Organisation, input.Name, TextRules.Fold(input.Name), input.Email, TextRules.Fold(input.Email),
        input.Phone, input.Address?.Line, input.Address?.City, input.Address?.Region, input.Address?.PostalCode, input.Address?.Country,
        TextRules.Fold(input.Address?.Country), input.Status ?? CustomerRules.Active, SearchText(input),
    ];

    private static string SearchText(CustomerInput input) => TextRules.Fold(string.Join(
        '\n', new[] { input.Name, input.Organisation, input.Email, input.Phone, input.Address?.City, input.ExternalId }.Where(part => part is not null)))!;

    /// <summary>
    /// Takes a customer's old text out, before it changes. FTS5 over the table's own text must be told that text, and only for rows
    /// that it knows: telling it of others would damage the index.
    /// </summary>
    private static ValueTask UnindexAsync(ITransaction transaction, long id) => transaction.Dialect.Search is SqlSearch.SeparateIndex
        ? transaction.SendAsync(
        $"insert into customers_search (customers_search, rowid, search) select 'delete', id, search from customers where {Indexed}", id)
        : ValueTask.CompletedTask;

    /// <summary>Puts a customer's new text in, after it changed; a row that the index has not reached yet waits for its turn.</summary>
    private static ValueTask ReindexAsync(ITransaction transaction, long id) => transaction.Dialect.Search is SqlSearch.SeparateIndex
        ? transaction.SendAsync(
        $"insert into customers_search (rowid, search) select id, search from customers where {Indexed}", id)
        : ValueTask.CompletedTask;

    /// <summary>Keeps the exact total of customers.</summary>
    private static ValueTask CountAsync(ITransaction transaction, long change) => Counters.AddAsync(transaction, "customers", change);
}
