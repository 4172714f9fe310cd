using System.Net;
using System.Text;
using Lockstep.Connectors.Rest;
using Lockstep.Connectors.Sdk;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Connectors.Rest;

/// <summary>A REST API that answers as a test says, for what no simulated system does.</summary>
internal sealed class ScriptedApi(Func<string, HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
{
    public const string Secret = "sesame/open+dich&mehr";

    public ScriptedApi(Func<string, HttpResponseMessage> answer)
        : this((asked, _) => Task.FromResult(answer(asked)))
    {
    }

    /// <summary>What was asked: method, path and query, unescaped.</summary>
    public List<string> Asked { get; } = [];

    public ManualClock Clock { get; } = new();

    /// <summary>Opens it with the kind <c>customer</c>.</summary>
    /// <param name="kind">What the kind has.</param>
    /// <param name="more">More members of the file.</param>
    /// <param name="limits">The limits; none by default.</param>
    public ISystem Open(string kind, string more = "", SystemLimits? limits = null) => OpenedSystem.Of(
        new RestConnector(), $"url: https://api.test\n{more}\nkinds: {{ customer: {{ {kind} }} }}",
        "kind: api-key\nheader: X-Api-Key\nkey: ${env:KEY}", new HttpClient(this), Clock, Secret, limits);

    public static HttpResponseMessage Json(string body, int status = 200) => Text(body, "application/json", status);

    public static HttpResponseMessage Text(string body, string type, int status = 200) =>
        new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = $"{request.Method} {Uri.UnescapeDataString(request.RequestUri!.PathAndQuery)}";
        Asked.Add(asked);
        return answer(asked, request);
    }
}
