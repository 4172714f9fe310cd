using Microsoft.Extensions.Logging;

namespace Lockstep.Sync.Versions;

/// <summary>What is told of the life of flows.</summary>
internal static partial class FlowLog
{
    [LoggerMessage(5037, LogLevel.Information, "{Flow} is in force as version {Version}, from {From}, applied by {Actor}")]
    public static partial void Applied(ILogger logger, string flow, long version, string from, string actor);

    [LoggerMessage(5038, LogLevel.Error, "{File} is wrong ({Fault}); {Flow} goes on as it was")]
    public static partial void Wrong(ILogger logger, string file, string fault, string flow);

    [LoggerMessage(5039, LogLevel.Warning, "{Flow} is not in force any more, for its file is gone")]
    public static partial void Gone(ILogger logger, string flow);

    [LoggerMessage(5040, LogLevel.Warning, "{Flow} was paused by {Actor}; what it is to bring waits")]
    public static partial void Paused(ILogger logger, string flow, string actor);

    [LoggerMessage(5041, LogLevel.Information, "{Flow} goes on, says {Actor}")]
    public static partial void Resumed(ILogger logger, string flow, string actor);

    [LoggerMessage(5042, LogLevel.Error, "the flows in force can't be read ({Reason}); events wait, and the others go on as they were")]
    public static partial void NotFollowed(ILogger logger, string reason);

    [LoggerMessage(5043, LogLevel.Warning, "the folder of flows could not be looked at ({Reason}); the flows stay as they are")]
    public static partial void NotLooked(ILogger logger, string reason);
}
