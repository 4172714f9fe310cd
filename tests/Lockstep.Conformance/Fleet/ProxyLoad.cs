using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Lockstep.Conformance.Fleet;

/// <summary>Clients that create customers and read them, and never ask a second time: whatever fails stays a failure.</summary>
internal sealed class ProxyLoad(Uri address, string certificate) : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(certificate) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    })
    { BaseAddress = address };

    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<long, string> _created = new();
    private readonly CancellationTokenSource _enough = new();
    private int _number;

    /// <summary>What was not answered as it should be.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>The customers whose creation was answered, and their names.</summary>
    public IReadOnlyDictionary<long, string> Created => _created;

    public async Task SignInAsync()
    {
        using var answer = await _http.PostAsJsonAsync(
            "/api/auth/login", new { email = ServerProcess.AdminEmail, password = ServerProcess.AdminPassword });
        var session = Session.Read(await ReadAsync(answer, HttpStatusCode.OK));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Access);
    }

    public Task RunAsync(int clients) => Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(WorkAsync)));

    public void Enough() => _enough.Cancel();

    /// <summary>Waits until so many more were created, or something failed.</summary>
    public Task GoesOnAsync(int more)
    {
        var before = _created.Count;
        return Eventually.HoldsAsync(() => _created.Count >= before + more || !_failures.IsEmpty, "the load stands still");
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _enough.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task WorkAsync()
    {
        while (!_enough.IsCancellationRequested)
        {
            var name = $"customer {Interlocked.Increment(ref _number)}";
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers");
                request.Content = JsonContent.Create(new { name });
                request.Headers.Add("Idempotency-Key", name);
                var id = (await ReadAsync(await _http.SendAsync(request), HttpStatusCode.Created)).GetProperty("id").GetInt64();
                _created[id] = name;
                var read = await _http.GetAsync(new Uri($"/api/customers/{id}", UriKind.Relative));
                (await ReadAsync(read, HttpStatusCode.OK)).GetProperty("name").GetString().ShouldBe(name);
            }
            catch (Exception error) when (error is HttpRequestException or ShouldAssertException or IOException
                or OperationCanceledException)
            {
                _failures.Enqueue($"{name}: {error.Message}");
            }
        }
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(expected, text);
            using var json = JsonDocument.Parse(text);
            return json.RootElement.Clone();
        }
    }
}
