using System.Globalization;
using System.Net;
using System.Text;

namespace Lockstep.Conformance.Support;

/// <summary>An import of customers that is begun again until it has come to its end.</summary>
internal sealed class Import
{
    private const int Rows = 3_000;
    private const string Source = "crash-test";
    private readonly byte[] _file = Encoding.UTF8.GetBytes(
        string.Concat(
            Enumerable
                .Range(1, Rows)
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row},imported {row}\n"))
                .Prepend("externalId,name\n")));

    /// <summary>False when this build has no import.</summary>
    public bool IsThere { get; private set; } = true;

    /// <summary>How many customers it brings.</summary>
    public int Count => IsThere ? Rows : 0;

    /// <summary>Imports until the end, over servers that come and go.</summary>
    /// <param name="server">The one to ask next.</param>
    public Task UntilDoneAsync(Func<Api> server) => Eventually.HoldsAsync(
        async () => await RunAsync(server()) ? null : "the import does not come to its end", TimeSpan.FromSeconds(90));

    /// <summary>Imports until the end, or until the process is gone or can't go on for now.</summary>
    /// <returns>Whether it came to the end.</returns>
    public async Task<bool> RunAsync(Api api)
    {
        if (!IsThere)
        {
            return true;
        }

        try
        {
            using var content = new ByteArrayContent(_file);
            content.Headers.ContentType = new("text/csv");
            using var answer = await api.Http.PostAsync($"/api/customers/import?run=crash&source={Source}", content);
            IsThere = answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed);
            var text = await answer.Content.ReadAsStringAsync();
            var isLater =
                answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict && answer.Headers.RetryAfter is not null;
            (answer.IsSuccessStatusCode || isLater || !IsThere).ShouldBeTrue($"{answer.StatusCode}: {text}");
            return !isLater;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The process is gone: begun again, the import goes on from where it was.
            return false;
        }
    }

    /// <summary>Each row of the file is one customer.</summary>
    public async Task BalanceAsync(Api api)
    {
        if (IsThere)
        {
            (await api.CountAsync($"/api/customers?source={Source}")).ShouldBe(Rows);
        }
    }
}
