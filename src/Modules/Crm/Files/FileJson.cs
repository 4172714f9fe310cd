using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Crm.Files;

/// <summary>The files of a customer.</summary>
/// <param name="Items">They, the newest first.</param>
internal sealed record FileList(IReadOnlyList<CustomerFile> Items);

/// <summary>The JSON of files.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(FileList))]
internal sealed partial class FileJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static FileJson Wire { get; } = new(JsonBodies.Wire());
}
