using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Dialects;
using Lockstep.Crm.Files;
using Lockstep.Crm.Import;
using Lockstep.Crm.Merging;
using Lockstep.Crm.Notes;
using Lockstep.Crm.Schema;
using Lockstep.Imports;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Files;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Crm;

/// <summary>Customers: their records, their history and their changes.</summary>
public sealed class CrmModule : IModule, IDialectEndpoints
{
    /// <inheritdoc />
    public ModuleManifest Manifest { get; } = new()
    {
        Name = CrmDatabase.Name,
        Schema = typeof(CrmModule).Assembly,
        Permissions =
        [
            Permissions.CustomersRead, Permissions.CustomersReadOwn,
            Permissions.CustomersWrite, Permissions.CustomersWriteOwn, Permissions.CustomersMerge, Permissions.NotesRead,
            Permissions.NotesWrite, Permissions.FieldsWrite,
        ],
        Records = [CustomerRecord.Kind, CustomerRecord.Fields.Kind, NoteRecord.Kind, FileWriter.Kind],
        Live = [CustomerRecord.Live, CustomerRecord.Fields.Live, NoteRecord.Table.Live()],
        Audiences =
        [
            CustomerRecord.Reads.Audience, CustomerRecord.Fields.Audience, new(NoteRecord.Kind, Permissions.NotesRead),
            new(FileWriter.Kind, Permissions.NotesRead),
        ],
        FlowReads = CrmSystem.Readable,
        FlowWrites = CrmSystem.Writable,
        FlowRecords = [CrmSystem.Customers],
        Imports = [CustomerImports.Kind.Manifest],
        Exports = [new("customers", "/api/customers/export")],
        Dialects = CrmDialects.Routes,
        Retention = [MergeTable.Retention],
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new CrmDatabase(parts));
        services.AddJson(CustomerJson.Default, NewCustomersJson.Default, CustomerShapes.Default, MergeJson.Default, NoteJson.Default,
            FileJson.Default);
        services.AddCheckedOptions<CustomerOptions>("Crm");
        services.AddRecord<CrmDatabase, Customer, CustomerInput>(CustomerRecord.Table);
        services.AddCustomFields<CrmDatabase, Customer, CustomerInput>(CustomerRecord.Table, CustomerRecord.Fields);
        services.AddSearch<CrmDatabase, Customer, CustomerInput>(CustomerRecord.Table, CustomerRecord.Reads);
        services.AddSingleton<EmailCodes>();
        services.AddSingleton<CustomerWriter>();
        services.AddSingleton<DeleteCustomer>();
        services.AddSingleton<EraseCustomer>();
        services.AddHostedService<SearchIndex>();
        AddMerging(services);
        AddNotes(services);
        services.AddImports<CustomerImports>();
        services.AddSingleton<CustomerUndo>();
        services.AddSingleton<ICustomerDirectory, CustomerDirectory>();
        services.AddSingleton<ICustomerRegistry, CustomerRegistry>();
        services.AddSingleton<IModuleSystem, CrmSystem>();
        services.AddSingleton<IOverviewPart, CustomerOverviewPart>();
        services.AddSingleton<IExportPart, CustomerOverviewPart>();
    }

    private static void AddMerging(IServiceCollection services)
    {
        services.AddCheckedOptions<MergeOptions>("Merges");
        services.AddSingleton<CustomerMergeWriter>();
        services.AddSingleton<IErasurePart, MergeErasure>();
        services.AddHostedService<MergeFollower>();
    }

    private static void AddNotes(IServiceCollection services)
    {
        services.AddCheckedOptions<NoteOptions>("Notes");
        services.AddRecord<CrmDatabase, CustomerNote, NoteInput>(NoteRecord.Table);
        services.AddSingleton<IExportPart, NotesExportPart>();
        services.AddSingleton<IExportPart, FilesExportPart>();
        AddBelongings<NoteWriter, CustomerNote>(services, "notes", NoteRecord.Kind, (NoteRecord.Table.Name, "customer_id"));
        AddBelongings<FileWriter, RecordFile>(
            services, "files", FileWriter.Kind, ("files", $"kind = '{CustomerRecord.Kind}' and record_id"));
    }

    private static void AddBelongings<TWriter, T>(IServiceCollection services, string name, string kind, (string Table, string Of) owned)
        where TWriter : class, ICustomerBelongings<T>
        where T : class
    {
        services.AddSingleton<TWriter>();
        services.AddSingleton<ICustomerBelongings>(static provider => provider.GetRequiredService<TWriter>());
        services.AddSingleton(provider => new BelongingParts<T>(
            name, kind, owned, provider.GetRequiredService<TWriter>(), provider.GetRequiredService<CrmDatabase>(),
            provider.GetRequiredService<IAuditTrail>()));
        services.AddSingleton<IMergePart>(static provider => provider.GetRequiredService<BelongingParts<T>>());
        services.AddSingleton<IErasurePart>(static provider => provider.GetRequiredService<BelongingParts<T>>());
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var customers = routes.MapGroup("/customers").WithTags("Customers");
        CreateCustomer.Map(customers);
        CreateCustomers.Map(customers);
        CustomerRecord.Reads.Map<CrmDatabase>(customers);
        ReplaceCustomer.Map(customers);
        PatchCustomer.Map(customers);
        DeleteCustomer.Map(customers);
        ConfirmEmail.Map(customers);
        EraseCustomer.Map(customers);
        customers.MapCustomFields<CrmDatabase>(CustomerRecord.Fields, CustomerRow.Rows.Fields.Knows);
        MergeCustomer.Map(customers);
        ReadMerges.Map(customers);
        UndoMerge.Map(customers);
        CustomerNotes.Map(customers);
        CustomerFiles.Map(customers);
        customers.MapImports<CustomerImports>(Permissions.CustomersRead, Permissions.CustomersWrite);
        CustomerRecord.Reads.MapExport<CrmDatabase>(customers);
    }

    /// <inheritdoc />
    public void MapDialects(IEndpointRouteBuilder routes) => CrmDialects.Map(routes);
}
