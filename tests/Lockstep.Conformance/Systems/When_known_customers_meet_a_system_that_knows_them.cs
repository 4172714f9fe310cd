using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Simulator;

namespace Lockstep.Conformance.Systems;

/// <summary>The customers of Online Retail (Chen, 2015), and a system that holds half of them under other spellings.</summary>
public sealed class When_known_customers_meet_a_system_that_knows_them(ITestOutputHelper output)
{
    private const int People = 4_372;
    /// <summary>What was put off once or twice beside other tests is tried again after minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private const string Path = "/api/sync/flows/crm-erp/first-match";

    private const string Erp =
        """
        name: erp
        connector: rest
        options:
          url: $URL/erp/
          pageSize: 100
          answers: { record: data, items: data, version: rev, order: rev, changedAt: modified, next: meta.next }
          kinds:
            party:
              changes:
                path: parties/changes?after={after}&limit={limit}
                next: meta.next
                more: meta.more
                record: record
                deleted: op = deleted
              read: parties/{id}
              create: POST parties
              update: PATCH parties/{id}
              settlesWithin: 50ms
              search: { email: 'parties?email={value}' }
        """;

    private const string Flow =
        """
        name: crm-erp
        between:
          left: { system: crm, kind: customer }
          right: { system: erp, kind: party, poll: { every: 1s } }
        fields:
          name: { left: name, right: name, like: [trim, case] }
          email: { left: email, right: email, like: [trim, case] }
          phone: { left: phone, right: telephone }
        match:
          required: true
          region: GB
          link: 10
          ask: 5
          rules:
            email: { as: email, weight: 10 }
            phone: { as: phone, weight: 6 }
            name: { as: name, weight: 5, atLeast: 0.9 }
        conflicts: left
        create: toRight
        timeout: 10s
        """;

    [Theory]
    [OnEachStore]
    public async Task The_report_is_right_no_duplicate_is_made_and_the_rest_is_made_once(StoreKind store)
    {
        var packed = Find();
        Assert.SkipUnless(TestRun.IsFull, "Four thousand customers are matched by ./test --full.");
        var people = await ReadAsync(packed);
        people.Count.ShouldBe(People);
        await using var simulator = await SimulatorServer.StartAsync();
        var expected = Fill(simulator, people);
        await using var site = new Site(store);
        await WriteAsync(site, simulator.Address);
        await using var server = ServerProcess.Start(site, ("LOCKSTEP_Outbound__Allow", simulator.Address.Authority));
        using var api = await server.ReadyAsync();
        using var http = api.Patient(TimeSpan.FromMinutes(5));
        await ImportAsync(http, people);

        var began = Stopwatch.GetTimestamp();
        await PostAsync(http, Path, null);
        var report = await UntilAsync(http, "ready");
        output.WriteLine($"{store}: compared in {Stopwatch.GetElapsedTime(began).TotalSeconds:N1} s; {report["left"]}; {report["right"]}");
        CountsOf(report["left"]!).ShouldBe((People, expected.Certain, expected.Asked, People - expected.Certain - expected.Asked));
        simulator.Erp.Records.All("parties").Count.ShouldBe(expected.Held, "a report makes nothing");

        await PostAsync(http, $"{Path}/accept", JsonContent.Create(new { all = true }));
        await UntilAsync(http, "accepted");
        var made = People - expected.Certain - expected.Asked;
        await MadeAsync(simulator, http, expected.Held + made);
        var emails = simulator.Erp.Records.All("parties").Select(static one => ((string?)one.Fields()["email"])?.ToLowerInvariant())
            .Where(static one => one is not null).ToList();
        emails.Count.ShouldBe(emails.Distinct(StringComparer.Ordinal).Count(), "nobody is there twice");
        simulator.Erp.Ledger["parties"].Created.ShouldBe(expected.Held + made);
    }

    /// <summary>
    /// Every second customer is held: of four one by another case of the e-mail, one by another spelling of telephone and name, one by
    /// blanks around the e-mail, and one by its name alone, which is nothing to be certain of.
    /// </summary>
    private static (int Held, int Certain, int Asked) Fill(SimulatorServer simulator, IReadOnlyList<Person> people)
    {
        var (held, certain, asked) = (0, 0, 0);
        foreach (var person in people.Where(static one => one.Number % 2 == 0))
        {
            var way = person.Number / 2 % 4;
            simulator.Erp.Records.Create("parties", way switch
            {
                0 => new JsonObject { ["name"] = person.Name.ToUpperInvariant(), ["email"] = person.Email.ToUpperInvariant() },
                1 => new JsonObject { ["name"] = person.Transposed, ["telephone"] = person.Spelled },
                2 => new JsonObject { ["name"] = "unknown", ["email"] = $" {person.Email} " },
                _ => new JsonObject { ["name"] = person.Transposed },
            });
            held++;
            certain += way == 3 ? 0 : 1;
            asked += way == 3 ? 1 : 0;
        }

        return (held, certain, asked);
    }

    private static async Task PostAsync(HttpClient http, string path, HttpContent? content)
    {
        using var answer = await http.PostAsync(path, content);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static (int, int, int, int) CountsOf(JsonNode side) =>
        ((int)side["read"]!, (int)side["link"]!, (int)side["ask"]!, (int)side["create"]!);

    private static async Task MadeAsync(SimulatorServer simulator, HttpClient http, int wanted)
    {
        try
        {
            await Eventually.HoldsAsync(
                () => Task.FromResult(
                    simulator.Erp.Records.All("parties").Count is var count && count == wanted ? null : $"{count} parties of {wanted}"),
                Patience);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message} {await UndeliveredAsync(http)}", late);
        }
    }

    /// <summary>What is said of those that have not arrived, some of each state.</summary>
    private static async Task<string> UndeliveredAsync(HttpClient http)
    {
        var said = await Task.WhenAll(
            ((string[])["pending", "blocked", "dead"]).Select(
                state => http.GetStringAsync($"/api/sync/deliveries?state={state}&limit=3")));
        return string.Join('\n', said);
    }

    private static async Task<JsonNode> UntilAsync(HttpClient http, string state)
    {
        JsonNode? report = null;
        await Eventually.HoldsAsync(async () =>
            string.Equals((string?)(report = (await http.GetFromJsonAsync<JsonNode>(Path))!)["state"], state, StringComparison.Ordinal)
                ? null : report.ToJsonString(), Patience);
        return report!;
    }

    private static async Task WriteAsync(Site site, Uri simulator)
    {
        Directory.CreateDirectory(site.File("systems"));
        Directory.CreateDirectory(site.File("flows"));
        await File.WriteAllTextAsync(
            site.File("systems/erp.yaml"), Erp.Replace("$URL", simulator.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
        await File.WriteAllTextAsync(site.File("flows/crm-erp.yaml"), Flow);
    }

    private static async Task ImportAsync(HttpClient http, IReadOnlyList<Person> people)
    {
        var file = new StringBuilder("externalId,name,email,phone\n");
        foreach (var one in people)
        {
            file.Append(CultureInfo.InvariantCulture, $"{one.Id},{one.Name},{one.Email},{one.Phone}\n");
        }

        using var content = new StringContent(file.ToString());
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await http.PostAsync("/api/customers/import?source=retail", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        JsonDocument.Parse(text).RootElement.GetProperty("created").GetInt64().ShouldBe(people.Count, text);
    }

    /// <summary>Each customer once; the file has ids alone, of which the rest is made.</summary>
    private static async Task<IReadOnlyList<Person>> ReadAsync(string packed)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        using var lines = new StreamReader(new GZipStream(File.OpenRead(packed), CompressionMode.Decompress));
        await lines.ReadLineAsync();
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.Split(',')[^2] is { Length: > 0 } id)
            {
                ids.Add(id);
            }
        }

        return [.. ids.Order(StringComparer.Ordinal).Select(static (id, number) => new Person(id, number))];
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Lockstep.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        var path = System.IO.Path.Combine(folder.FullName, "..", "shared", "data", "online-retail", "online_retail.csv.gz");
        Assert.SkipUnless(
            File.Exists(path), "The public data set Online Retail is not there: it is looked for in ../shared/data beside the repository.");
        return path;
    }

    /// <summary>A customer of the file.</summary>
    /// <param name="Id">Its id there.</param>
    /// <param name="Number">Its place.</param>
    private sealed record Person(string Id, int Number)
    {
        private string Word => string.Concat(Id.Select(static digit => (char)('a' + ((digit - '0') * 2) + 1)));

        public string Name => $"{char.ToUpperInvariant(Word[0])}{Word[1..]} Of{Id}";

        public string Transposed => $"OF{Id}, {Word}";

        public string Email => $"c{Id}@example.com";

        public string Phone => string.Create(CultureInfo.InvariantCulture, $"+44 20 7{Number / 10_000:000} {Number % 10_000:0000}");

        public string Spelled => string.Create(CultureInfo.InvariantCulture, $"(020) 7{Number / 10_000:000}-{Number % 10_000:0000}");
    }
}
