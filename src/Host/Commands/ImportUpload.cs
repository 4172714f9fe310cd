using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Lockstep.Host.Commands;

/// <summary>One file on its way to the server.</summary>
internal sealed class ImportUpload : IDisposable
{
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SettlePause = TimeSpan.FromMilliseconds(100);
    private readonly ServerApi _api;
    private readonly FileStream _file;
    private readonly ImportFingerprint _print;

    private ImportUpload(ImportSettings settings, ServerApi api, FileStream file, ImportFingerprint print) =>
        (Settings, _api, _file, _print) = (settings, api, file, print);

    public ImportSettings Settings { get; }

    /// <summary>The import under this name as it was before; null when there was none.</summary>
    public ImportState? Before { get; private set; }

    /// <summary>About how many rows the file has; at least 1.</summary>
    public long Rows => Math.Max(1, _print.Lines);

    public static async Task<ImportUpload> OpenAsync(ImportSettings settings, CancellationToken ct)
    {
        var file = OpenFile(settings.File);
        var api = new ServerApi(settings.Url, settings.Email, settings.Variable)
        {
            WhenCut = "run the same command again to go on after the rows that are in.",
        };
        var upload = new ImportUpload(settings, api, file, await ImportFingerprint.TakeAsync(settings, file, ct));
        await api.SignInAsync(ct);
        upload.Before = await upload.SettleAsync(ct);
        return upload;
    }

    /// <summary>Sends the file and waits until its last row is committed.</summary>
    public async Task<ImportState> SendAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Settings.ImportPath(_print.Run)) { Content = new StreamContent(_file) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(Settings.MediaType);

        // A refusal of the request comes before the first byte of a large file goes out.
        request.Headers.ExpectContinue = true;
        using var answer = await _api.SendAsync(request, null, ct);
        return await ServerApi.ReadAsync(answer, CommandJson.Default.ImportState, ct);
    }

    /// <summary>How far the server is; null when it does not know the run yet, or can't say right now.</summary>
    public Task<ImportState?> FindAsync(CancellationToken ct) =>
        _api.FindAsync($"{Settings.Kind.Path}/imports?run={Uri.EscapeDataString(_print.Run)}", CommandJson.Default.ImportState, ct);

    /// <summary>Reads verdicts; signs in again when the token ran out during a long import.</summary>
    public async Task<Stream> ReadVerdictsAsync(string path, CancellationToken ct)
    {
        try
        {
            return await GetAsync(path, ct);
        }
        catch (CommandException error) when (error.InnerException is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized })
        {
            await _api.SignInAsync(ct);
            return await GetAsync(path, ct);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _api.Dispose();
    }

    /// <summary>
    /// How far the run was. After Ctrl-C the server still writes what it has received; an upload that comes meanwhile would be turned away.
    /// </summary>
    private async Task<ImportState?> SettleAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var state = await FindAsync(ct);
        while (state is { State: "running" } && Stopwatch.GetElapsedTime(began) < SettleMax)
        {
            await Task.Delay(SettlePause, TimeProvider.System, ct);
            state = await FindAsync(ct);
        }

        return state;
    }

    private async Task<Stream> GetAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await (await _api.SendAsync(request, null, ct)).Content.ReadAsStreamAsync(ct);
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"There is no file {path}; check the path.", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new CommandException($"{path} can't be read ({error.Message}); name a file that this user may read.", error);
        }
    }
}
