namespace Lockstep.Host.Commands;

/// <summary>A command can't go on. The message is one line for the person at the terminal: what is wrong, and what to do.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
