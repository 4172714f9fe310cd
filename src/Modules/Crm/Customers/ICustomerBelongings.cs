using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Customers;

/// <summary>What is kept in Crm beside a customer, and goes with it.</summary>
internal interface ICustomerBelongings
{
    /// <summary>What they are called, for people.</summary>
    string Name { get; }

    /// <summary>Whether there is any.</summary>
    ValueTask<bool> HasAnyAsync(IReader reader, long customerId);

    /// <summary>Removes all of it, in the commit that deletes the customer.</summary>
    ValueTask DeleteAllAsync(ITransaction transaction, Work work, long customerId);
}

/// <summary>The same, one by one: for what follows a customer that is merged, and what an erasure takes.</summary>
/// <typeparam name="T">One of them.</typeparam>
internal interface ICustomerBelongings<T> : ICustomerBelongings
    where T : class
{
    /// <summary>One of them, for a write that decides by it; null when it is gone.</summary>
    ValueTask<T?> FindForUpdateAsync(ITransaction transaction, long id);

    /// <summary>Whose it is.</summary>
    long OwnerOf(T one);

    /// <summary>Gives it to another customer.</summary>
    ValueTask GiveAsync(ITransaction transaction, Work work, T one, long customerId);

    /// <summary>Deletes it.</summary>
    ValueTask DeleteAsync(ITransaction transaction, Work work, T one);
}
