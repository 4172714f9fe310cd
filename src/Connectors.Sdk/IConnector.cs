using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sdk;

/// <summary>Knows how to talk to one kind of system, for example any REST API; one object for all systems of the kind.</summary>
public interface IConnector
{
    /// <summary>Its name in the files of systems, in lower case, for example <c>rest</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for people.</summary>
    string Description { get; }

    /// <summary>The options of a system's file, for forms and for the documentation; the connector reads no others.</summary>
    IReadOnlyList<OptionField> Options { get; }

    /// <summary>The ways of signing in that it takes.</summary>
    IReadOnlyList<SignInKind> SignIns { get; }

    /// <summary>
    /// Makes a system of its file. Reads the options and tells every fault of them to their node, with its line. Does no I/O and reads no
    /// secret: files are checked while the server runs, and at start before anything is opened.
    /// </summary>
    /// <param name="setup">What the system may use.</param>
    /// <param name="options">The part <c>options</c> of the file.</param>
    /// <returns>The system; null when something is wrong with the file, which was told then.</returns>
    ISystem? Open(SystemSetup setup, SettingNode options);
}
