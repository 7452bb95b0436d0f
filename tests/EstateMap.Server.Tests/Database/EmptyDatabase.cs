using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Database;

/// <summary>Tests each of which has a database with nothing in it, and drops it afterwards.</summary>
public abstract class EmptyDatabase : IAsyncLifetime
{
    private TestCluster _cluster = null!;
    private string _name = "";

    /// <summary>As the login that owns it.</summary>
    protected NpgsqlDataSource Source { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.GetAsync();
        _name = await _cluster.CreateEmptyAsync();
        Source = Open();
    }

    /// <summary>The same database for another program.</summary>
    protected NpgsqlDataSource Open() => NpgsqlDataSource.Create(_cluster.ConnectionTo(_name));

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await _cluster.DropAsync(_name);
        GC.SuppressFinalize(this);
    }
}
