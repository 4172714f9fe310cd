using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Users;

namespace Lockstep.Support.Import;

/// <summary>
/// Asks other modules what the rows of a batch name, three times for all of them. A row that names no customer, but an e-mail address that
/// one
/// has, is that customer's.
/// </summary>
internal sealed class RowReferences(ICustomerDirectory customers, IOrderDirectory orders, IUserDirectory users)
{
    public async Task<IReadOnlyList<TicketRow>> CheckAsync(IReadOnlyList<TicketRow> rows, CancellationToken ct)
    {
        var named = await customers.FindAsync([.. rows.Select(KeyOf)], ct);
        var placed = await orders.FindCustomersAsync([.. rows.Select(static row => row.Input.OrderId).OfType<long>().Distinct()], ct);
        var staff = await users.FindAsync([.. rows.Select(static row => row.Input.Assignee).OfType<long>().Distinct()], ct);
        return [.. rows.Zip(named, (row, customer) => Check(row, customer, placed, staff))];
    }

    private static CustomerKey KeyOf(TicketRow row) =>
        new(row.Input.CustomerId, null, row.Input.CustomerId is null ? row.Input.Requester : null);

    private static TicketRow Check(
        TicketRow row, CustomerName? customer, IReadOnlyDictionary<long, long?> placed, IReadOnlyDictionary<long, UserName> staff)
    {
        var input = row.Input;
        if (customer is null && input.CustomerId is { } unknown)
        {
            return row.Refused($"customerId: There is no customer {unknown}.");
        }

        input.CustomerId = customer?.Id;
        if (input.OrderId is { } order
            && (!placed.TryGetValue(order, out var owner) || (customer is not null && owner is not null && owner != customer.Id)))
        {
            return row.Refused(customer is null ? $"orderId: There is no order {order}."
                : $"orderId: There is no order {order} of customer {customer.Id}.");
        }

        return input.Assignee is { } assignee
            && !(staff.TryGetValue(assignee, out var user) && Permissions.Of(user.Roles).Contains(Permissions.TicketsWrite))
                ? row.Refused($"assignee: There is no user {assignee} who may write tickets.")
                : row;
    }
}
