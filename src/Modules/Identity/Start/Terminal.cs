namespace Lockstep.Identity.Start;

/// <summary>Where the person who started the process may be looking.</summary>
/// <param name="Writer">Standard output.</param>
/// <param name="IsInteractive">Whether it is a terminal, and not a file or another program.</param>
internal sealed record Terminal(TextWriter Writer, bool IsInteractive);
