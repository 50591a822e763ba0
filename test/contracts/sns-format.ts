/*
 * What a Publish to a phone or a topic may be, beyond its API model. Sources: Amazon SNS API reference, Publish (Subject: ASCII, less than 100
 * characters, no line breaks; exactly one of TopicArn, TargetArn, PhoneNumber); developer guide, Publishing to a mobile phone (E.164; 140
 * bytes: 160 GSM characters; AWS.SNS.SMS.* attributes) and Message attributes (names; types; no empty values).
 */

/** What of the form is not so. */
export function publishProblems(form: URLSearchParams): string[] {
  const problems: string[] = [];
  const [phone, topic, subject] = ['PhoneNumber', 'TopicArn', 'Subject'].map((name) => form.get(name));
  if (form.get('Action') !== 'Publish' || form.get('Version') !== '2010-03-31')
    problems.push('Action, Version');
  if ((phone === null) === (topic === null)) problems.push('exactly one of PhoneNumber and TopicArn');
  if (typeof phone === 'string' && !/^\+[1-9]\d{1,14}$/.test(phone)) problems.push('PhoneNumber');
  if (typeof subject === 'string' && !/^[!-~][ -~]{0,98}$/.test(subject)) problems.push('Subject');
  if (!form.get('Message') || Buffer.byteLength(form.toString()) > 256 * 1024) problems.push('Message');
  for (let n = 1; form.has(`MessageAttributes.entry.${n}.Name`); n += 1) {
    const name = form.get(`MessageAttributes.entry.${n}.Name`) ?? '';
    const value = form.get(`MessageAttributes.entry.${n}.Value.StringValue`);
    const reserved = /^(aws|amazon)\./i.test(name) && name !== 'AWS.SNS.SMS.SMSType';
    const wellNamed = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(name) && name.length <= 256;
    if (
      reserved ||
      !wellNamed ||
      !value ||
      form.get(`MessageAttributes.entry.${n}.Value.DataType`) !== 'String'
    )
      problems.push(`attribute ${name}`);
    if (name === 'AWS.SNS.SMS.SMSType' && value !== 'Transactional') problems.push('SMSType');
  }
  return problems;
}
