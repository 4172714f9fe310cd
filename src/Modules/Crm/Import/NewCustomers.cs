using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Crm.Import;

/// <summary>Many customers to make.</summary>
internal sealed record NewCustomers
{
    /// <summary>Required; 1 to <c>Crm__BatchMax</c> of them, each as in <c>POST /customers</c>.</summary>
    public IReadOnlyList<JsonElement>? Customers { get; init; }
}

/// <summary>What became of each, in the order in which they were sent.</summary>
internal sealed record NewCustomerResults(IReadOnlyList<NewCustomerResult> Items);

/// <summary>What became of one.</summary>
/// <param name="Code">The HTTP status that it would have had alone: 201, 400 or 409.</param>
/// <param name="Id">The customer that was made; null when none was.</param>
/// <param name="Detail">Why none was made.</param>
/// <param name="Errors">JSON name of each bad field, and what is wrong with it.</param>
internal sealed record NewCustomerResult(int Code, long? Id, string? Detail, IReadOnlyDictionary<string, string[]>? Errors)
{
    public static NewCustomerResult Of(Written<Customer> written) => written.Record is { } customer
        ? new NewCustomerResult((int)AnswerKind.Created, customer.Id, null, null)
        : new NewCustomerResult((int)written.Refusal!.Code, null, written.Refusal.Detail, written.Refusal.Errors);
}

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(NewCustomers))]
[JsonSerializable(typeof(NewCustomerResults))]
internal sealed partial class NewCustomersJson : JsonSerializerContext;
