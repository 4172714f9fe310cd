namespace Lockstep.Host.Commands;

/// <summary>The flows, as the server tells them.</summary>
internal sealed record FlowsState(
    IReadOnlyList<FlowLine> Items, IReadOnlyList<GoneLine> Gone, IReadOnlyList<string> Off, IReadOnlyList<WrongLine> Wrong);

/// <summary>One in force.</summary>
internal sealed record FlowLine(
    string Name, string Source, string Kind, string Target, string TargetKind, string Trigger, string State, long Version,
    DateTimeOffset AppliedAt, string AppliedBy, string Origin, string? File, PauseLine? Paused);

/// <summary>Since when it is paused, by whom and why.</summary>
internal sealed record PauseLine(DateTimeOffset At, string By, string? Reason);

/// <summary>One that is not in force any more, and what it has left.</summary>
internal sealed record GoneLine(string Name, long Open, long Dead);

/// <summary>A file that is wrong.</summary>
internal sealed record WrongLine(string File, string? Flow, IReadOnlyList<FaultLine> Faults);

/// <summary>What is wrong with it.</summary>
internal sealed record FaultLine(string Field, long Line, long Column, string Message);

/// <summary>The text of a flow.</summary>
internal sealed record FlowBody(string Text, IReadOnlyDictionary<string, string> Tables);

/// <summary>What applying it would do.</summary>
internal sealed record FlowCheckState(string Flow, long? Version, bool IsNew, string Diff, int Tests, IReadOnlyList<string> Failures);

/// <summary>What was applied.</summary>
internal sealed record FlowApplyState(string Flow, long Version, bool IsNew, string State, IReadOnlyList<string> Failures);

/// <summary>Why it is paused.</summary>
internal sealed record PauseBody(string? Reason);

/// <summary>How it stands.</summary>
internal sealed record FlowPauseState(string Flow, string State, PauseLine? Paused);

/// <summary>Its versions.</summary>
internal sealed record FlowHistoryState(string Flow, IReadOnlyList<VersionLine> Items, long? Next);

/// <summary>One of them.</summary>
internal sealed record VersionLine(long Version, string Sha256, string Origin, string AppliedBy, DateTimeOffset AppliedAt, string State);

/// <summary>The text of one.</summary>
internal sealed record FlowTextState(string Flow, long Version, string Text);

/// <summary>What differs between two.</summary>
internal sealed record FlowDiffState(string Flow, long From, long To, string Diff);
