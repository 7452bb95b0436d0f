namespace EstateMap.Server.Graph.Transport;

/// <summary>On whose behalf work is done, so that turns can be given in turn (<see cref="Turns"/>). Whoever lets a request in says it; it goes along with whatever the request sets going.</summary>
internal static class Asker
{
    /// <summary>The server's own work, such as runs of the planner: never refused.</summary>
    public const string Server = "";

    private static readonly AsyncLocal<string?> Now = new();

    /// <summary>A client as <see cref="Turns.ClientOf"/> names it.</summary>
    public static string Name
    {
        get => Now.Value ?? Server;
        set => Now.Value = value;
    }
}
