using System.Reflection;
using Lockstep.Runtime.UseCases;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Architecture;

/// <summary>What a use case answers goes over HTTP in one way only.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task No_endpoint_hands_an_answer_to_the_framework_which_would_write_it_as_JSON()
    {
        await using var app = await TestApp.StartAsync();
        var handlers = app.Services.GetServices<EndpointDataSource>().SelectMany(static source => source.Endpoints)
            .Select(static endpoint => endpoint.Metadata.GetMetadata<MethodInfo>()).OfType<MethodInfo>().ToList();
        handlers.Count.ShouldBeGreaterThan(100);
        handlers.Where(static handler => handler.ReturnType == typeof(Answer) || handler.ReturnType == typeof(Task<Answer>))
            .Select(static handler => $"{handler.DeclaringType}.{handler.Name}").ShouldBeEmpty();
    }
}
