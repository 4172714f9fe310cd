using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Crm.Customers;

internal sealed class CustomerDirectory([FromKeyedServices(CrmModule.Key)] ModuleDatabase database) : ICustomerDirectory
{
    public ValueTask<string?> FindNameAsync(long customerId, CancellationToken ct) => database.Store.ReadAsync(
        reader => reader.FirstAsync("select name from customers where id = $1", static row => row.Text(0), customerId), ct);
}
