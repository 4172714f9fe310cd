using System.Text.Json.Nodes;

namespace Lockstep.Contracts.Systems;

/// <summary>One record for a module to write.</summary>
/// <param name="Kind">The kind of record, one of <see cref="IModuleSystem.Writes"/>.</param>
/// <param name="NaturalKey">Flow and subject, for example <c>welcome-package:customers/42</c>; at most 300 characters.</param>
/// <param name="Fields">The fields as the flow mapped them, with the JSON names of the kind's API.</param>
/// <param name="Origin">Goes into the history, for example <c>flow:welcome-package</c>.</param>
/// <param name="Version">The version of the source's record, 1 or more: an older one than was written already has no effect.</param>
public sealed record ModuleWrite(string Kind, string NaturalKey, JsonObject Fields, string Origin, long Version);
