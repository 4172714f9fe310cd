namespace Lockstep.Sync;

/// <summary>What is to be said of a folder of flows.</summary>
/// <param name="Flows">How many flows would be in force.</param>
/// <param name="Tests">How many tests ran.</param>
/// <param name="Faults">Every fault of every file: <c>file: line: what is wrong</c>. With one of them the server does not start.</param>
/// <param name="Failures">Every test that does not hold, in the same form, with the difference.</param>
public sealed record FlowFindings(int Flows, int Tests, IReadOnlyList<string> Faults, IReadOnlyList<string> Failures);
