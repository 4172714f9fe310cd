using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Json;

namespace Lockstep.Runtime.Http;

/// <summary>How request bodies are read and answers are written.</summary>
public static class JsonBodies
{
    /// <summary>Sets up camelCase, readable letters, and refusal of duplicate members; the types come from source-generated resolvers.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.AllowDuplicateProperties = false;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new PatchConverter());
        options.TypeInfoResolverChain.Insert(0, ContractsJson.Wire);
    }

    /// <summary>Adds the source-generated types of a module.</summary>
    public static void Add(JsonSerializerOptions options, IJsonTypeInfoResolver resolver) => options.TypeInfoResolverChain.Insert(0, resolver);
}
