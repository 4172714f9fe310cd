using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Events;
using Lockstep.Contracts.Json;
using Lockstep.Tests.Support;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Contracts;

public sealed class EventTests
{
    private static readonly JsonSerializerOptions Json = new(ContractsJson.Wire.Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ContractsJson.Wire, new DefaultJsonTypeInfoResolver()),
        WriteIndented = true,
    };

    public static TheoryData<string> WireNames => [.. EventSamples.All.Select(WireName)];

    [Fact]
    public void The_documented_events_are_the_ones_in_the_code() =>
        EventDocument.Render(Repository.Files).ShouldBeApproved("docs/events.md");

    [Theory]
    [MemberData(nameof(WireNames))]
    public void An_event_keeps_its_shape(string name)
    {
        var sample = EventSamples.All.Single(sample => string.Equals(WireName(sample), name, StringComparison.Ordinal));
        $"{JsonSerializer.Serialize(sample, sample.GetType(), Json)}\n".ShouldBeApproved(
            $"tests/Lockstep.Tests/Contracts/approved/{name}.json");
    }

    [Fact]
    public void Every_event_has_a_sample() => EventSamples.All.Select(sample => sample.GetType()).ShouldBe(
        typeof(EventNameAttribute).Assembly.GetTypes().Where(type => type.IsDefined(typeof(EventNameAttribute))), ignoreOrder: true);

    [Fact]
    public void No_approved_shape_goes_away() =>
        Repository
            .Files.Where(file => file.Folder is "tests/Lockstep.Tests/Contracts/approved")
            .Select(file => Path.GetFileNameWithoutExtension(file.Name))
            .ShouldBe(EventSamples.All.Select(WireName), ignoreOrder: true);

    private static string WireName(object sample) => sample.GetType().GetCustomAttribute<EventNameAttribute>()!.Name;
}
