namespace EstateMap.Server.Maps;

/// <summary>The asker's fault: a sentence that names what is wrong, and the HTTP status it is answered with.</summary>
internal sealed class MapRequestError(string sentence, int status = StatusCodes.Status400BadRequest) : Exception(sentence)
{
    public int Status { get; } = status;

    public static MapRequestError NotFound(string sentence) => new(sentence, StatusCodes.Status404NotFound);
}
