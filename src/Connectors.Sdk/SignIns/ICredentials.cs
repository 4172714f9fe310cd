namespace Lockstep.Connectors.Sdk.SignIns;

/// <summary>Shows a system who calls.</summary>
public interface ICredentials
{
    /// <summary>Puts what is to be shown into a request.</summary>
    /// <param name="request">The request, before it goes out.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>What went in that is secret; or why nothing could.</returns>
    ValueTask<Reply<string>> ApplyAsync(HttpRequestMessage request, CancellationToken ct);

    /// <summary>Takes note that the system did not accept it; true when something else can be shown by now.</summary>
    /// <param name="shown">What was shown.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<bool> RenewAsync(string shown, CancellationToken ct);
}
