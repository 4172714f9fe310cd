using System.Text.Json;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;

namespace Lockstep.Crm.Customers;

/// <summary>The table of customers: its columns, and the statements that more than one use case runs.</summary>
internal static class CustomerTable
{
    public const string Kind = "customer";

    public const string Columns =
        "id, external_id, source, organisation, name, email, phone, line, city, region, postal_code, country, status, version, created_at, updated_at";

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
        reader.FirstAsync($"select {Columns} from customers where id = $1", Read, id);

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

    /// <summary>Adds a row, unless its e-mail or external id is taken; the customer's id is the one that the table gave.</summary>
    public static async ValueTask<Customer?> TryInsertAsync(ITransaction transaction, CustomerInput input, DateTimeOffset now)
    {
        var customer = await TryAddAsync(transaction, input, now);
        if (customer is not null)
        {
            await CountAsync(transaction, 1);
        }

        return customer;
    }

    /// <summary>The same without counting it, for callers that count many at once with <see cref="CountAsync"/>.</summary>
    public static async ValueTask<Customer?> TryAddAsync(ITransaction transaction, CustomerInput input, DateTimeOffset now)
    {
        var id = await transaction.FirstAsync(
            """
            insert into customers (external_id, source, organisation, name, name_key, email, email_key, phone, line, city, region, postal_code,
              country, country_key, status, search, version, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $17)
            on conflict do nothing returning id
            """,
            static row => row.Int64(0),
            input.ExternalId, input.Source, input.Organisation, input.Name, TextRules.Fold(input.Name), input.Email, TextRules.Fold(input.Email),
            input.Phone, input.Address?.Line, input.Address?.City, input.Address?.Region, input.Address?.PostalCode, input.Address?.Country,
            TextRules.Fold(input.Address?.Country), input.Status ?? CustomerRules.Active, SearchText(input), now);
        return id == 0 ? null : With(input, id, 1, now, now);
    }

    /// <summary>Replaces the fields of a row.</summary>
    public static async ValueTask<Customer> UpdateAsync(ITransaction transaction, Customer before, CustomerInput input, DateTimeOffset now)
    {
        await SearchIndex.RemoveAsync(transaction, before.Id);
        await transaction.ExecuteAsync(
            """
            update customers set external_id = $2, source = $3, organisation = $4, name = $5, name_key = $6, email = $7, email_key = $8, phone = $9,
              line = $10, city = $11, region = $12, postal_code = $13, country = $14, country_key = $15, status = $16, search = $17,
              version = $18, updated_at = $19
            where id = $1
            """,
            before.Id, input.ExternalId, input.Source, input.Organisation, input.Name, TextRules.Fold(input.Name), input.Email,
            TextRules.Fold(input.Email), input.Phone, input.Address?.Line, input.Address?.City, input.Address?.Region, input.Address?.PostalCode,
            input.Address?.Country, TextRules.Fold(input.Address?.Country), input.Status ?? CustomerRules.Active, SearchText(input), before.Version + 1, now);
        await SearchIndex.PutBackAsync(transaction, before.Id);
        return With(input, before.Id, before.Version + 1, before.CreatedAt, now);
    }

    /// <summary>Removes a row and leaves a tombstone.</summary>
    public static async ValueTask DeleteAsync(ITransaction transaction, Customer customer, DateTimeOffset now)
    {
        await SearchIndex.RemoveAsync(transaction, customer.Id);
        await transaction.ExecuteAsync("delete from customers where id = $1", customer.Id);
        await transaction.ExecuteAsync(
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

    private static string SearchText(CustomerInput input) => TextRules.Fold(string.Join(
        '\n', new[] { input.Name, input.Organisation, input.Email, input.Phone, input.Address?.City, input.ExternalId }.Where(part => part is not null)))!;

    /// <summary>Keeps the exact total of customers.</summary>
    public static ValueTask CountAsync(ITransaction transaction, long change) => Counters.AddAsync(transaction, "customers", change);
}
