global using Lockstep.Conformance.Support;
global using Shouldly;
global using Xunit;

// Processes, ports and the timing of faults: one test at a time, so that none slows another one down.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
