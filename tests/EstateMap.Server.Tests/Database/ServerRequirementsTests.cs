using EstateMap.Database;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.Database;

public class ServerRequirementsTests(PostgisFixture db) : IClassFixture<PostgisFixture>
{
    private static readonly ServerExtension Trigrams = new("pg_trgm", "1.6", null);

    [Theory]
    [InlineData("13.9", "3.1.0", null, "The database server is PostgreSQL 13.9, and 14 or later is needed: upgrade it, or name another in ESTATEMAP_DATABASE.")]
    [InlineData("14.1", "3.0.3", null, "The database server offers PostGIS 3.0.3, and 3.1 or later is needed: upgrade the package postgresql-14-postgis-3 on its machine.")]
    [InlineData("14.1", "3.3.2", "2.5.1", "The database has PostGIS 2.5.1, and 3.1 or later is needed: run ALTER EXTENSION postgis UPDATE; in it as its superuser.")]
    [InlineData("14.0", "3.1.0", null, null)]
    [InlineData("18.0", "3.6.0dev", "3.6.0rc1", null)]
    public void Versions_too_old_are_named_with_what_to_do(string postgres, string offered, string? installed, string? lack) =>
        Assert.Equal(lack, ServerRequirements.FindLack(new Version(postgres), [new("postgis", offered, installed), Trigrams]));

    [Fact]
    public void Missing_extensions_are_named_with_the_package_that_has_them()
    {
        var version = new Version(16, 1);
        Assert.Equal("The database server has no PostGIS: on its machine run apt-get install -y postgresql-16-postgis-3", ServerRequirements.FindLack(version, [Trigrams]));
        Assert.Equal(
            "The database server has no pg_trgm extension: on its machine run apt-get install -y postgresql-contrib",
            ServerRequirements.FindLack(version, [new("postgis", "3.4.0", null)]));
    }

    [Fact]
    public async Task This_machines_server_will_do() => await ServerRequirements.CheckAsync(db.Owner, TestContext.Current.CancellationToken);

    [Fact]
    public async Task An_external_server_is_used_as_given()
    {
        await using var database = await EstateMapDatabase.OpenAsync(new DatabaseSettings("/nowhere", db.ConnectionString), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(database.Embedded);
        await using var command = database.Reader.CreateCommand("SELECT current_user::text");
        Assert.Equal("estatemap_reader", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Host=/nowhere/at/all;Username=x", "No database answers at /nowhere/at/all:5432: check ESTATEMAP_DATABASE, or leave it out to use the embedded server.")]
    [InlineData("Hots=here", "The connection string (ESTATEMAP_DATABASE or --database) cannot be read: Couldn't set hots")]
    public async Task A_connection_that_cannot_be_made_is_one_sentence(string connectionString, string sentence)
    {
        var refusal = await Assert.ThrowsAsync<UsageException>(
            () => EstateMapDatabase.OpenAsync(new DatabaseSettings("/nowhere", connectionString), cancellationToken: TestContext.Current.CancellationToken));
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_URI_is_read_as_libpq_reads_it()
    {
        var read = DatabaseSettings.Parse("postgresql://estate:p%40ss@db.example.org:6543/map?sslmode=verify-full&application_name=x");
        Assert.Equal(
            ("db.example.org", 6543, "estate", "p@ss", "map", SslMode.VerifyFull, "x"),
            (read.Host, read.Port, read.Username, read.Password, read.Database, read.SslMode, read.ApplicationName));
    }
}
