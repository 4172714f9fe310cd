using Lockstep.Contracts;
using Lockstep.Runtime.Modules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Runtime.Records;

/// <summary>What a module calls to have a record of its own.</summary>
public static class RecordServices
{
    /// <summary>Registers what the OpenAPI document asks for, and keeps the record's keys and search text in their present form.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="TInput">What a client may say of it.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="table">The record.</param>
    public static IServiceCollection AddRecord<TDatabase, T, TInput>(this IServiceCollection services, RecordTable<T, TInput> table)
        where TDatabase : ModuleDatabase
        where T : class, IRecord
        where TInput : class, new()
    {
        services.AddSingleton<IRecordShape>(table);
        services.AddHostedService(provider => new KeyRenewal<T, TInput>(table, provider.GetRequiredService<TDatabase>()));
        return table.Search is null ? services : services.AddSearchRenewal<TDatabase>(table.Name, table.RenewSearchAsync);
    }

    /// <summary>Keeps definitions of fields, and the values that lists find by them, in their present form.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="TInput">What a client may say of it.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="table">The record.</param>
    /// <param name="fields">That people may give it fields.</param>
    public static IServiceCollection AddCustomFields<TDatabase, T, TInput>(
        this IServiceCollection services, RecordTable<T, TInput> table, CustomFieldKind fields)
        where TDatabase : ModuleDatabase
        where T : class, IRecord
        where TInput : class, new()
    {
        services.AddSingleton<IHostedService>(provider => new CustomFieldRenewal(fields, provider.GetRequiredService<TDatabase>()));
        return services.AddStrayRenewal<TDatabase>($"custom_values of {fields.Many}", table.RenewPlacesAsync);
    }

    /// <summary>Registers that rows of a table name records of another module; see <see cref="TableTies"/>.</summary>
    public static IServiceCollection AddTies<TDatabase>(
        this IServiceCollection services, string kind, string word, string table, string column, string id = "id", string? only = null)
        where TDatabase : ModuleDatabase => services.AddSingleton<IRecordTies>(
        provider => new TableTies(provider.GetRequiredService<TDatabase>(), kind, word, table, column, id, only));
}
