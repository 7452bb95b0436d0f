using System.Diagnostics;
using System.Globalization;
using EstateMap.Planning.Networks;
using EstateMap.Testing.Sample;

namespace EstateMap.Benchmarks.Networks;

/// <summary>
/// `bench network [NODES LINKS]`: every question of the community's network on a graph of that size, exact; beside it what python3-igraph and python3-networkx take for the same graph, where they are installed, in turn.
/// </summary>
internal static class NetworkBench
{
    private const int Times = 5;
    private const int PartSize = 40;

    public static int Run(string[] args)
    {
        if (args is not ([] or [_, _]) || !args.All(arg => int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1))
        {
            Console.Error.WriteLine("`bench network` takes nothing, or how many nodes and how many links.");
            return 2;
        }

        var (nodes, links) = args is [var n, var m] ? (int.Parse(n, CultureInfo.InvariantCulture), int.Parse(m, CultureInfo.InvariantCulture)) : (10_000, 40_000);
        var (from, to) = Town(nodes, links, seed: 1);
        var graph = new LinkGraph(nodes, from, to);
        Console.WriteLine($"machine   {Table.Machine()}");
        Console.WriteLine($"versions  .NET {Environment.Version}");
        Console.WriteLine($"commit    {Table.Commit()}");
        Console.WriteLine(Say($"graph     {nodes:N0} nodes, {links:N0} links: groups of about {PartSize} linked within, some links across, a few that many are linked to; medians of {Times}"));
        Console.WriteLine();
        Console.WriteLine(Say($"{"question",-44} {"ms",9} {"fastest",9} {"slowest",9} {"processor ms",13}"));

        var none = new int[links];
        var all = new List<double>();
        var broker = 0;
        foreach (var (name, ask) in new (string, Action)[]
        {
            ("the graph itself", () => _ = new LinkGraph(nodes, from, to)),
            ("betweenness of every node, all threads", () => broker = Greatest(Betweenness.Solve(graph))),
            ("articulation points, bridges, components", () => CutPoints.Of(graph)),
            ("communities (Leiden)", () => Communities.Solve(graph)),
            ("20 shortest ways, of the 1st to the 2nd half", () => Routes.Between(graph, 0, nodes / 2, none, 20)),
            ("what falls apart when the first broker goes", () => Severance.Of(graph, [broker])),
        })
        {
            all.Add(Told(name, ask));
        }

        Console.WriteLine(Say($"{"all of it",-44} {1000 * all.Sum(),9:0.0}"));
        Told("betweenness, one thread", () => Betweenness.Solve(graph, threads: 1));
        using var self = Process.GetCurrentProcess();
        var division = Communities.Solve(graph);
        Console.WriteLine(Say($"modularity {division.Modularity:0.0000} in {division.Sizes.Length} communities; at most {self.PeakWorkingSet64 / 1e6:0} MB held by the whole process"));
        Console.WriteLine();
        Peer("igraph", from, to, nodes, "g.betweenness()", "g.articulation_points(); g.bridges(); g.connected_components()", "g.community_leiden(objective_function='modularity', n_iterations=4)", "g.simplify(loops=True)");
        // A hundredth of the sources, for it takes minutes.
        Peer("networkx", from, to, nodes, "[0 for k in range(1) if nx.betweenness_centrality(h, k=100, seed=1)]", "list(nx.articulation_points(h)); list(nx.bridges(h)); list(nx.connected_components(h))", "nx.community.louvain_communities(h, seed=1)", "");
        return 0;
    }

    /// <summary>What the same takes another, in a process of its own; its three questions alone are timed.</summary>
    private static void Peer(string library, int[] from, int[] to, int nodes, string betweenness, string cuts, string communities, string prepare)
    {
        var file = Path.GetTempFileName();
        File.WriteAllLines(file, from.Zip(to, (a, b) => Say($"{a} {b}")));
        var made = library == "igraph" ? Say($"import igraph\ng = igraph.Graph(n={nodes}, edges=edges)") : Say($"import networkx as nx\nh = nx.Graph()\nh.add_nodes_from(range({nodes}))\nh.add_edges_from(edges)");
        var script = $$"""
            import sys, time
            edges = [tuple(map(int, line.split())) for line in open(sys.argv[1])]
            {{made}}
            {{prepare}}
            def timed(ask):
                start = time.perf_counter()
                ask()
                return 1000 * (time.perf_counter() - start)
            def cuts():
                {{cuts}}
            print('%.0f %.1f %.1f' % (timed(lambda: {{betweenness}}), timed(cuts), timed(lambda: {{communities}})))
            """;
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", script, file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = python.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            python.WaitForExit();
            Console.WriteLine(said.Length == 3
                ? $"{library,-9} betweenness {said[0]} ms{(library == "networkx" ? " for 100 of the sources" : "")}, cuts {said[1]} ms, communities {said[2]} ms; one thread, once"
                : $"left out  {library}: it is not installed for python3.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.WriteLine($"left out  {library}: there is no python3.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Prints a line and gives the median seconds; what the processor did tells more where others use it too.</summary>
    private static double Told(string name, Action ask)
    {
        ask();
        var (seconds, processor) = (new List<double>(), new List<double>());
        for (var n = 0; n < Times; n++)
        {
            var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            ask();
            seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            processor.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
        }

        Console.WriteLine(Say($"{name,-44} {1000 * Rounds.Median(seconds),9:0.0} {1000 * seconds.Min(),9:0.0} {1000 * seconds.Max(),9:0.0} {Rounds.Median(processor),13:0}"));
        return Rounds.Median(seconds);
    }

    /// <summary>Seven links in ten within a group, two anywhere, one to a hub: the nearer to the beginning, the more.</summary>
    private static (int[] From, int[] To) Town(int nodes, int links, ulong seed)
    {
        var (numbers, from, to) = (new SeededNumbers(seed), new int[links], new int[links]);
        for (var e = 0; e < links; e++)
        {
            from[e] = numbers.NextBelow(nodes);
            var kind = numbers.NextBelow(10);
            var near = Math.Min(nodes - 1, (from[e] / PartSize * PartSize) + numbers.NextBelow(PartSize));
            to[e] = kind < 7 ? near : kind < 9 ? numbers.NextBelow(nodes) : (int)(nodes * Math.Pow(numbers.NextUnit(), 4));
        }

        return (from, to);
    }

    private static int Greatest(double[] values) => Array.IndexOf(values, values.Max());

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
