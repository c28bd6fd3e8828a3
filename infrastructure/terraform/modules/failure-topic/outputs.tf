output "topic_arn" {
  description = "ARN of the topic. It is there when the rules may publish to it."
  value       = aws_sns_topic.this.arn
  depends_on  = [aws_sns_topic_policy.this]
}

output "key_arn" {
  description = "ARN of the key that encrypts the topic."
  value       = aws_kms_key.this.arn
}
