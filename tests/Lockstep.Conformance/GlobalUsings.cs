global using Lockstep.Conformance.Support;
global using Shouldly;
global using Xunit;

// Most tests wait for processes that start, and for leases that run out. Each has its own site, so two of them get along.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]
