using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>People who register themselves, and what became of them.</summary>
internal sealed class Registrants
{
    private readonly List<string> _answered = [];
    private readonly List<string> _lost = [];
    private int _number;

    /// <summary>Settings: registering is allowed, and what was left open is gone on with soon.</summary>
    public static void Prepare(Site site) => File.WriteAllText(
        site.File("lockstep.json"), """{"Registration":{"Enabled":true,"RetryAfter":"00:00:00.200"}}""");

    /// <summary>One registers behind the other, until the process is gone.</summary>
    public async Task UntilGoneAsync(Api api)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            var email = $"person-{_number++}@example.com";
            try
            {
                (await RegisterAsync(api, email)).ShouldBe(HttpStatusCode.Created);
                _answered.Add(email);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                _lost.Add(email);
                return;
            }
        }

        throw new InvalidOperationException("The process still lives: it never passed the point at which it dies.");
    }

    /// <summary>Whoever heard no answer registers again, and hears of the user or becomes one; then everybody is one customer.</summary>
    public async Task AreSettledAsync(Api api)
    {
        await Eventually.HoldsAsync(async () => await UnsettledAsync(api, _answered));
        foreach (var email in _lost)
        {
            (await RegisterAsync(api, email)).ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.Conflict);
        }

        _answered.AddRange(_lost);
        _lost.Clear();
        await Eventually.HoldsAsync(async () => await UnsettledAsync(api, _answered));
        var customers = await api.AllAsync("/api/customers");
        customers.Select(static one => one.GetProperty("email").GetString()!).Order(StringComparer.Ordinal)
            .ShouldBe(_answered.Order(StringComparer.Ordinal), "nobody twice, nobody lost");
    }

    /// <summary>Who is not a customer of their own yet; null when everybody is.</summary>
    private static async Task<string?> UnsettledAsync(Api api, IReadOnlyCollection<string> expected)
    {
        var users = (await api.AllAsync("/api/users")).ToDictionary(
            static one => one.GetProperty("email").GetString()!, StringComparer.Ordinal);
        var ids = new HashSet<long>();
        return expected.FirstOrDefault(email => !users.TryGetValue(email, out var user)
            || !user.TryGetProperty("customerId", out var customer) || customer.ValueKind is not JsonValueKind.Number
            || !ids.Add(customer.GetInt64())) is { } missing
            ? $"{missing} is no customer of their own"
            : null;
    }

    private static async Task<HttpStatusCode> RegisterAsync(Api api, string email)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers/register")
        {
            Content = JsonContent.Create(new { name = email.Split('@')[0], email, password = "seven horses, no cart" }),
        };
        using var answer = await api.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
