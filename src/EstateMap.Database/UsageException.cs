namespace EstateMap.Database;

/// <summary>The operator's fault: the message is a whole sentence that says what to do, is shown without a stack, and the exit code is 2.</summary>
public sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
