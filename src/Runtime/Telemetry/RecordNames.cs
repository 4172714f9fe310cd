namespace Lockstep.Runtime.Telemetry;

/// <summary>Records as every line of the log says them: <c>customer 26</c>.</summary>
public static class RecordNames
{
    /// <param name="path">The record's address or subject: <c>/api/customers/26</c> or <c>customers/26</c>.</param>
    public static string Of(string path)
    {
        var words = path.Trim('/').Split('/');
        return words.Length < 2 ? path : $"{words[^2].TrimEnd('s')} {words[^1]}";
    }
}
