using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Bench;

/// <summary>The yardstick: the bare framework, which binds the JSON body of a new customer and answers it back.</summary>
internal static class Echo
{
    public static async Task RunAsync(int port)
    {
        // Watching the working folder for settings would wake this process for every page that the server beside it writes.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, EchoJson.Default));
        var app = builder.Build();
        app.MapPost("/api/customers", (EchoCustomer customer) => TypedResults.Ok(customer));
        app.MapPost("/hook", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            return TypedResults.NoContent();
        });
        app.MapGet("/health/ready", () => TypedResults.Ok());
        await app.StartAsync();

        // The bench holds the other end of standard input: when it is gone, however it went, so is this process.
        await Console.In.ReadToEndAsync();
    }

    public static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

internal sealed record EchoCustomer(string? Name, string? Email, string? Phone, EchoAddress? Address);

internal sealed record EchoAddress(string? Line, string? City, string? PostalCode, string? Country);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EchoCustomer))]
internal sealed partial class EchoJson : JsonSerializerContext;
