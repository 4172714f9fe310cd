namespace Lockstep.Support.Clocks;

/// <summary>What was promised for tickets of one priority in one queue.</summary>
/// <param name="Calendar">When people work on them.</param>
/// <param name="FirstAnswer">Working time until the first answer.</param>
/// <param name="Solution">Working time until the solution.</param>
internal sealed record ServiceLevel(WorkingCalendar Calendar, TimeSpan FirstAnswer, TimeSpan Solution);
