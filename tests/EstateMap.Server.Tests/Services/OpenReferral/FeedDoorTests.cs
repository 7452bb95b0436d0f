using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace EstateMap.Server.Tests.Services.OpenReferral;

/// <summary>How the feed answers: whom, in which form, and what it says to what it cannot answer.</summary>
public sealed class FeedDoorTests(FeedVillage village) : IClassFixture<FeedVillage>
{
    [Theory]
    [InlineData("/services?page=0", 400, "'page' must be a whole number from 1")]
    [InlineData("/services?page=-1", 400, "'page' must be a whole number from 1")]
    [InlineData("/services?page=two", 400, "'page' must be a whole number from 1")]
    [InlineData("/services?page=99999999999", 400, "'page' must be a whole number from 1")]
    [InlineData("/services?per_page=0", 400, "'per_page' must be a whole number from 1 to 500")]
    [InlineData("/services?per_page=501", 400, "'per_page' must be a whole number from 1 to 500")]
    [InlineData("/services?page=1&page=2", 400, "once")]
    [InlineData("/services?organization=3", 400, "There is no parameter 'organization'")]
    [InlineData("/services?taxonomy_term_id=library", 400, "'library' is no taxonomy_term_id: ids of this feed are UUIDs")]
    [InlineData("/services?taxonomy_id=1", 400, "taxonomy_id")]
    [InlineData("/services?minimum_age=old", 400, "'minimum_age' must be a number of years")]
    [InlineData("/services?maximum_age=-1", 400, "'maximum_age' must be a number of years")]
    [InlineData("/services?day=Caturday", 400, "'day' must be a day of the week")]
    [InlineData("/services?day=M", 400, "'day' must be a day of the week")]
    [InlineData("/services?start_time=25:00", 400, "'start_time' must be a time of day")]
    [InlineData("/services?end_time=9am", 400, "'end_time' must be a time of day")]
    [InlineData("/services?modified_after=yesterday", 400, "'modified_after' must be a date")]
    [InlineData("/services?modified_after=2026-02-30", 400, "'modified_after' must be a date")]
    [InlineData("/services?postcode=ZZ1 1AA", 400, "There is no parameter 'postcode'")]
    [InlineData("/services?search=%00", 400, "control characters")]
    [InlineData("/service_at_locations?proximity=500", 400, "give 'postcode' too")]
    [InlineData("/service_at_locations?postcode=ZZ1 1AA&proximity=far", 400, "'proximity' must be a number of metres")]
    [InlineData("/service_at_locations?postcode=ZZ1 1AA&proximity=-5", 400, "'proximity' must be a number of metres")]
    [InlineData("/service_at_locations?postcode=ZZ1", 400, "no full postcode")]
    [InlineData("/service_at_locations?postcode=ZZ9 9ZZ", 400, "ZZ9 9ZZ is not one that is known here")]
    [InlineData("/services/1", 400, "'1' is no id of a service")]
    [InlineData("/services/%7Bid%7D", 400, "no id of a service")]
    [InlineData("/services/00000000-0000-4000-8000-000000000000", 404, "There is no service 00000000-0000-4000-8000-000000000000")]
    [InlineData("/service_at_locations/00000000-0000-4000-8000-000000000000", 404, "There is no service_at_location")]
    [InlineData("/taxonomies/00000000-0000-4000-8000-000000000000", 404, "There is no taxonomy")]
    [InlineData("/taxonomy_terms/00000000-0000-4000-8000-000000000000", 404, "There is no taxonomy_term")]
    [InlineData("/organizations", 404, "/oruk/v3/services")]
    [InlineData("/taxonomies?search=a", 400, "There is no parameter 'search'")]
    public async Task What_cannot_be_answered_gets_a_sentence_in_JSON(string path, int status, string sentence)
    {
        using var answer = await village.Http.GetAsync("/oruk/v3" + path, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Contains(sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Nothing_can_be_written(string method)
    {
        foreach (var path in (string[])["/oruk/v3", "/oruk/v3/services", "/oruk/v3/services/" + await village.IdOfAsync(1), "/oruk/v3/nothing"])
        {
            using var answer = await village.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
            Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow.Order());
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        }
    }

    [Fact]
    public async Task A_browser_that_asks_first_whether_it_may_is_told_so()
    {
        using var answer = await village.Http.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/oruk/v3/services"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("GET, HEAD", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Methods")));
    }

    [Fact]
    public async Task Answers_are_JSON_for_every_web_page_and_HEAD_has_the_same_headers_and_no_body()
    {
        using var answer = await village.Http.GetAsync("/oruk/v3/services", TestContext.Current.CancellationToken);
        using var head = await village.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/oruk/v3/services"), TestContext.Current.CancellationToken);
        foreach (var one in (HttpResponseMessage[])[answer, head])
        {
            Assert.Equal("application/json", one.Content.Headers.ContentType?.ToString());
            Assert.Equal("*", Assert.Single(one.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.True(one.Headers.CacheControl?.NoCache);
        }

        Assert.Equal(answer.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_has_the_page_already_is_told_so_until_something_on_it_changes()
    {
        using var first = await village.Http.GetAsync("/oruk/v3/taxonomy_terms", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(first.Headers.ETag!));
        await village.RunAsync("UPDATE vocabulary_term SET label = 'Lending library' WHERE vocabulary = 'service-kinds' AND code = 'library'");
        Assert.Equal(HttpStatusCode.OK, await AskAgainAsync(first.Headers.ETag!));

        async Task<HttpStatusCode> AskAgainAsync(EntityTagHeaderValue tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/oruk/v3/taxonomy_terms");
            request.Headers.IfNoneMatch.Add(tag);
            using var answer = await village.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Answers_are_compressed_for_who_takes_them_so_and_the_tag_says_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/oruk/v3/services");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await village.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.EndsWith("-gzip\"", answer.Headers.ETag!.Tag, StringComparison.Ordinal);
    }
}
