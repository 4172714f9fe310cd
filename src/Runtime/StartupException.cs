namespace Lockstep.Runtime;

/// <summary>
/// The program can't start as things are. The message is one line for the person at the terminal: what is wrong, and what to do.
/// </summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
