using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Import;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Imports;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Crm;

/// <summary>Customers: their records, their history and their changes.</summary>
public sealed class CrmModule : IModule
{
    internal const string Key = "crm";

    /// <inheritdoc />
    public string Name => Key;

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Key, typeof(CrmModule).Assembly);
        services.Configure<JsonOptions>(options => JsonBodies.Add(options.SerializerOptions, CrmJson.Default));
        services.AddHostedService<SearchIndex>();
        services.AddImports<CustomerImports>(Key, CustomerImports.Kept);
        services.AddHostedService<SampleData>();
        services.AddSingleton<ICustomerDirectory, CustomerDirectory>();
        services.AddSingleton<IModuleSystem, CrmSystem>();
        services.AddSingleton<IOverviewPart, CustomerOverviewPart>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var customers = routes.MapGroup("/customers").WithTags("Customers");
        CreateCustomer.Map(customers);
        ListCustomers.Map(customers);
        ReadCustomer.Map(customers);
        ReplaceCustomer.Map(customers);
        PatchCustomer.Map(customers);
        DeleteCustomer.Map(customers);
        ReadCustomerHistory.Map(customers);
        ReadCustomerChanges.Map(customers);
        customers.MapImports<CustomerImports>(Permissions.CustomersRead, Permissions.CustomersWrite, CustomerImports.Kept, CustomerImports.About);
        ExportCustomers.Map(customers);
    }
}
