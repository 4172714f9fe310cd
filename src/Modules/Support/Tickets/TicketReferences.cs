using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Tickets;
using Lockstep.Contracts.Users;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Support.Tickets;

/// <summary>
/// Asks other modules whether what a ticket names is there, before the write. What it named already is not asked for again.
/// </summary>
internal sealed class TicketReferences(ICustomerDirectory customers, IOrderDirectory orders, IUserDirectory users)
{
    /// <summary>Why a ticket can't name what an input names; null when it can.</summary>
    /// <param name="input">What is said.</param>
    /// <param name="before">The ticket as it is; null for a new one.</param>
    /// <param name="work">Who wants it.</param>
    public async Task<Refusal?> RefuseAsync(TicketInput input, Ticket? before, Work work)
    {
        var errors = new Errors();
        if (input.CustomerId is { } customer && customer != before?.CustomerId && await IsUnknownAsync(customer, work))
        {
            errors.Add("customerId", $"There is no customer {customer}.");
        }
        else if (input.OrderId is { } order && (order != before?.OrderId || input.CustomerId != before.CustomerId))
        {
            await CheckOrderAsync(order, input.CustomerId, errors, work);
        }

        if (input.Assignee is { } assignee && assignee != before?.Assignee)
        {
            await CheckAssigneeAsync(assignee, errors, work.Ct);
        }

        return errors.ToRefusal();
    }

    /// <summary>Those of some users who can't be shown tickets.</summary>
    public async Task<IReadOnlyList<long>> FindBlindAsync(IReadOnlyCollection<long> userIds, CancellationToken ct)
    {
        var found = await users.FindAsync(userIds, ct);
        return [.. userIds.Where(id => !Holds(found, id, Permissions.TicketsRead))];
    }

    private async Task<bool> IsUnknownAsync(long customer, Work work) =>
        !work.Reaches(customer) || await customers.FindNameAsync(customer, work.Ct) is null;

    /// <summary>Of another customer's order nobody learns that there is one.</summary>
    private async Task CheckOrderAsync(long order, long? customer, Errors errors, Work work)
    {
        var found = await orders.FindCustomersAsync([order], work.Ct);
        var isGuests = found.TryGetValue(order, out var owner) && owner is null && work.Only is null;
        if (!found.ContainsKey(order) || (customer is not null && owner != customer && !isGuests))
        {
            errors.Add("orderId", customer is null ? $"There is no order {order}." : $"There is no order {order} of customer {customer}.");
        }
    }

    private async Task CheckAssigneeAsync(long assignee, Errors errors, CancellationToken ct)
    {
        if (!Holds(await users.FindAsync([assignee], ct), assignee, Permissions.TicketsWrite))
        {
            errors.Add("assignee", $"There is no user {assignee} who may write tickets.");
        }
    }

    private static bool Holds(IReadOnlyDictionary<long, UserName> users, long id, string permission) =>
        users.TryGetValue(id, out var user) && Permissions.Of(user.Roles).Contains(permission);
}
