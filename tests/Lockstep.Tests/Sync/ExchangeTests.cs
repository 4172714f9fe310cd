using System.Text.Json;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Sync.Deliveries;

namespace Lockstep.Tests.Sync;

public sealed class ExchangeTests
{
    [Fact]
    public void Whatever_was_said_can_be_written_down_and_read_again()
    {
        IReadOnlyList<Exchange> said =
        [
            new("POST", "https://x.example/ä", "half a letter: \ud83d, a whole one: ж") { Status = 200, Answer = "\udc00" },
        ];
        var kept = JsonSerializer.Serialize(said, ExchangeJson.Plain.IReadOnlyListExchange);
        kept.ShouldContain("https://x.example/ä");
        var read = JsonSerializer.Deserialize(kept, ExchangeJson.Plain.IReadOnlyListExchange)!.ShouldHaveSingleItem();
        (read.Request, read.Status, read.Answer).ShouldBe(("half a letter: \ufffd, a whole one: ж", 200, "\ufffd"));
    }
}
