using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Customers;

/// <summary>What is kept in Crm beside a customer, and goes with it.</summary>
internal interface ICustomerBelongings
{
    /// <summary>Removes all of it, in the commit that deletes the customer.</summary>
    ValueTask DeleteAllAsync(ITransaction transaction, Work work, long customerId);
}
