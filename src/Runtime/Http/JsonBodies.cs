using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Runtime.Http;

/// <summary>How request bodies are read and answers are written.</summary>
public static class JsonBodies
{
    /// <summary>
    /// Sets up camelCase, readable letters, numbers that are numbers, and refusal of duplicate members; the types come from
    /// source-generated resolvers.
    /// </summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new PatchConverter());
        options.TypeInfoResolverChain.Insert(0, ContractsJson.Wire);
    }

    /// <summary>
    /// What answers are written by where no pipeline does: letters of every script stay readable instead of becoming <c>\uXXXX</c>.
    /// </summary>
    public static JsonSerializerOptions Wire(JsonIgnoreCondition ignore = JsonIgnoreCondition.Never) => new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = ignore,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter() },
    };

    /// <summary>What values are read by that come inside of a body: as strictly as the body itself.</summary>
    /// <param name="types">Their types.</param>
    public static JsonSerializerOptions Reader(IJsonTypeInfoResolver types)
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.TypeInfoResolverChain.Insert(0, types.WithAddedModifier(UnknownMembers.Refuse));
        return options;
    }

    /// <summary>Adds source-generated types to those that bodies are read as.</summary>
    public static IServiceCollection AddJson(this IServiceCollection services, params IReadOnlyList<IJsonTypeInfoResolver> resolvers) =>
        services.Configure<JsonOptions>(options =>
        {
            foreach (var resolver in resolvers)
            {
                options.SerializerOptions.TypeInfoResolverChain.Insert(0, resolver.WithAddedModifier(UnknownMembers.Refuse));
            }
        });
}
