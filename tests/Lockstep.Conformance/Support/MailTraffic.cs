using System.Globalization;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>People who write to the box, and staff who answer them, while processes die.</summary>
internal sealed class MailTraffic(ImapServer box, MailServer mail)
{
    private readonly List<string> _sent = [];
    private readonly List<string> _answered = [];
    private readonly Dictionary<string, HashSet<string>> _arrived = new(StringComparer.Ordinal);
    private long _ticket;

    /// <summary>Writes one mail after the other, until the process is gone.</summary>
    public async Task WriteUntilGoneAsync(Api api)
    {
        for (var number = 0; number < 50; number++)
        {
            var subject = string.Create(CultureInfo.InvariantCulture, $"Mail {_sent.Count + 1}.");
            await box.DeliverAsync(Letters.Plain("Ada <ada@example.com>", $"{_sent.Count + 1}@ada", subject, "Hello"));
            _sent.Add(subject);
            if (!await TryAsync(() =>
                Eventually.HoldsAsync(async () => (await SubjectsAsync(api)).Contains(subject, StringComparer.Ordinal) ? null : subject)))
            {
                return;
            }
        }

        throw new InvalidOperationException("The process still lives: it never passed the point at which it dies.");
    }

    /// <summary>Every mail has become one ticket, and is marked in the box.</summary>
    public async Task AllAreTicketsAsync(Api api)
    {
        await Eventually.HoldsAsync(async () => (await SubjectsAsync(api)).Count >= _sent.Count ? null : "a ticket is missing");
        (await SubjectsAsync(api)).ShouldBe(_sent, ignoreOrder: true);
        await Eventually.HoldsAsync(async () => (await box.ListAsync()).All(static one => one.IsSeen) ? null : "a mail is not marked");
        (await SubjectsAsync(api)).ShouldBe(_sent, ignoreOrder: true);
    }

    /// <summary>Makes a ticket of somebody who wrote.</summary>
    public async Task AskAsync(Api api) => _ticket =
        (await api.PostAsync("/api/tickets", new { subject = "A question", requester = "ada@example.com" })).GetProperty("id").GetInt64();

    /// <summary>Answers again and again, until the process is gone.</summary>
    public async Task AnswerUntilGoneAsync(Api api)
    {
        for (var number = 0; number < 50; number++)
        {
            // What was not said because the process died is said again, under the same key.
            var text = string.Create(CultureInfo.InvariantCulture, $"Answer {_answered.Count + 1}");
            if (!await TryAsync(async () =>
            {
                await SayAsync(api, text);
                _answered.Add(text);
                await Eventually.HoldsAsync(async () => (await api.GetAsync("/api/tickets/mail/outgoing?state=waiting"))
                    .GetProperty("items").GetArrayLength() is 0 ? null : text);
            }))
            {
                return;
            }
        }

        throw new InvalidOperationException("The process still lives: it never passed the point at which it dies.");
    }

    /// <summary>
    /// Every answer is out; what went out twice is known by its id. What was cut off is said once more, and has one effect.
    /// </summary>
    public async Task AllAreOutAsync(Api api)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"Answer {_answered.Count + 1}");
        await SayAsync(api, text);
        _answered.Add(text);
        await Eventually.HoldsAsync(async () => (await StatesAsync(api)).All(static one => one is "sent") ? null : "one is not out");
        (await StatesAsync(api)).Count.ShouldBe(_answered.Count);
        while (mail.Waiting > 0)
        {
            var arrived = await mail.NextAsync();
            (_arrived.TryGetValue(arrived.Text.Trim(), out var ids) ? ids : _arrived[arrived.Text.Trim()] = []).Add(arrived.MessageId!);
        }

        _arrived.Keys.ShouldBe(_answered, ignoreOrder: true);
        _arrived.Values.ShouldAllBe(ids => ids.Count == 1);
    }

    private async Task SayAsync(Api api, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post,
            $"/api/tickets/{_ticket}/comments") { Content = System.Net.Http.Json.JsonContent.Create(new { body = text }) };
        request.Headers.Add("Idempotency-Key", text);
        using var answer = await api.Http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<bool> TryAsync(Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<string>> StatesAsync(Api api) =>
        [.. (await api.GetAsync("/api/tickets/mail/outgoing?state=all&size=500")).GetProperty("items").EnumerateArray()
            .Select(static one => one.GetProperty("state").GetString()!)];

    private static async Task<IReadOnlyList<string>> SubjectsAsync(Api api) =>
        [.. (await api.AllAsync("/api/tickets")).Select(static one => one.GetProperty("subject").GetString()!)];
}
